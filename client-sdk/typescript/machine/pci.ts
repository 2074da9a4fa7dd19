/**
 * Decides which PCI cards are not hardware of the computer that sees them, by the ids of vendor and device (pci.ids).
 */

/**
 * The makers of cards that only hypervisors and clouds have: VMware, Red Hat (virtio and QEMU), VirtualBox, Xen,
 * Parallels, Amazon, Google, Microsoft. An emulated card of another maker names one of these makers in its subsystem
 * id.
 */
const HYPERVISOR = /^(?:15AD|1AF4|1B36|80EE|5853|1AB8|1D0F|1AE0|1414):/i;
/** Virtual functions of real Mellanox and Intel cards, which a computer lends to its guests. */
const VIRTUAL_FUNCTION =
  /^(?:15B3:(?:1002|1004|1012|1014|1016|1018|101A|101C|101E)|8086:(?:10CA|10ED|1515|1520|152F|1530|154C|1565|1571|15A8|15A9|15B4|15C5|1889|37CD))$/i;
/**
 * The bridges of Thunderbolt controllers (drivers/thunderbolt/nhi.h). They are needed on systems that do not mark the
 * devices behind them as removable. A Thunderbolt dock contains such a controller too.
 */
const THUNDERBOLT =
  /^8086:(?:151[3AB]|154[789]|156[79BD]|157[68]|15C0|15D3|15DA|15E7|15EA|15EF|1136|0B26|5780|5786)$/i;

/** @param ids - the numbers of a card and of its subsystem, maker and model: `8086:15E3` */
export const isVirtualCard = (ids: readonly (string | undefined)[]): boolean =>
  ids.some((id) => id !== undefined && (HYPERVISOR.test(id) || VIRTUAL_FUNCTION.test(id)));

/** @param id - maker and model of a bridge: `8086:15D3` */
export const isThunderboltBridge = (id: string): boolean => THUNDERBOLT.test(id);
