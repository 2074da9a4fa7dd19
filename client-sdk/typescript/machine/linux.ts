/**
 * Decides which adapters of a Linux machine identify it, from the kernel's sysfs: whether the address is permanent,
 * which bus the adapter is on, and whether anything between the computer and the adapter can be unplugged.
 */
import type { AdapterClass } from './adapter.ts';
import { isOneAdapters } from './address.ts';
import { isThunderboltBridge, isVirtualCard } from './pci.ts';

/** One folder of `/sys/class/net`. A member is absent if the kernel does not provide it. */
export interface SysfsAdapter {
  name: string;
  /** `address`. */
  address?: string;
  /** `addr_assign_type`. */
  assignType?: string;
  /** `type`. */
  type?: string;
  /** The permanent address: `phy80211/macaddress`, or `bonding_slave/perm_hwaddr`. */
  permanent?: string;
  /** The target of the link `device`, below `/sys`. */
  device?: string;
  /** `DRIVER` in `device/uevent`. */
  driver?: string;
  /** `PCI_ID` in `device/uevent`: maker and model, e.g. `8086:15E3`. */
  pci?: string;
  /** `PCI_SUBSYS_ID` in `device/uevent`. */
  subsystem?: string;
  /** Whether `device/physfn` exists: the adapter is a virtual function of a card (SR-IOV). */
  virtualFunction?: boolean;
  /** `removable` of the device and of the devices above it, each under the name of its folder. */
  removable?: Record<string, string>;
  /** `PCI_ID` of the PCI devices above the device. */
  bridges?: string[];
}

/** The kernel's type of Ethernet and Wi-Fi adapters: `ARPHRD_ETHER` (include/uapi/linux/if_arp.h). */
const TYPE_ETHERNET = '1';
/**
 * The kernel's mark of a permanent address: `NET_ADDR_PERM` (include/uapi/linux/netdevice.h). Such an address is not
 * random, stolen from another device or set by a user. It counts even if it is locally administered.
 */
const ADDRESS_PERMANENT = '0';

/**
 * Parts of a device's path that show that the device is not hardware: virtual devices, and the buses of hypervisors.
 */
const VIRTUAL_PATH =
  /\/(?:virtual|virtio\d+|VMBUS:\d+|MSFT1000:\d+|vif-\d+|vio|qeth|gadget(?:\.\d+)?)(?:\/|$)/;
/** Drivers of the cards of hypervisors and clouds, and of virtual functions (whose names end with `vf`). */
const VIRTUAL_DRIVER =
  /^(?:virtio_net|hv_netvsc|vmxnet3?|vif|xen_netfront|ena|gve|mana|ibmvnic|ibmveth|qeth_l[23]|prl_eth|\w*vf)$/;

/** Drivers of modems. They make up addresses, and some make up another one at the next start. */
const MODEM_DRIVER = /^(?:cdc_mbim|huawei_cdc_ncm|qmi_wwan|sierra_net|hso|wwan|iosm|mtk_t7xx)$/;

/** Parts of a device's path that show that the device can be unplugged: a Thunderbolt link, Bluetooth, a PC card. */
const MOVING_PATH = /\/(?:domain\d+|bluetooth|pcmcia\d+(?:\.\d+)?)(?:\/|$)/;
const ON_USB = /\/usb\d+(?:\/|$)/;
/** The folder name of a USB device that is neither a root hub nor an interface. */
const USB_DEVICE = /^\d+-\d+(?:\.\d+)*$/;

/** The permanent address of an adapter, if the kernel knows it. */
export function permanentAddress({ permanent, assignType, address }: SysfsAdapter): string | undefined {
  if (permanent !== undefined) return permanent;
  return assignType === ADDRESS_PERMANENT ? address : undefined;
}

/** @param guest - whether the kernel runs in a virtual machine, where the hypervisor assigns all addresses */
export function classifySysfs(adapter: SysfsAdapter, guest: boolean): AdapterClass {
  const address = permanentAddress(adapter);
  if (guest || address === undefined || !isOneAdapters(address) || isVirtual(adapter)) return 'unknown';
  return moves(adapter) ? 'foreign' : 'own';
}

function isVirtual({ type, device, driver = '', pci, subsystem, virtualFunction }: SysfsAdapter): boolean {
  if (type !== TYPE_ETHERNET || device === undefined || virtualFunction) return true;
  if (VIRTUAL_PATH.test(device) || VIRTUAL_DRIVER.test(driver) || MODEM_DRIVER.test(driver)) return true;
  return isVirtualCard([pci, subsystem]);
}

/**
 * Whether an adapter, or any device between it and the computer, can be unplugged. On USB, all of them must be marked
 * as fixed.
 */
function moves({ device = '', removable = {}, bridges = [] }: SysfsAdapter): boolean {
  if (MOVING_PATH.test(device) || Object.values(removable).includes('removable')) return true;
  if (bridges.some(isThunderboltBridge)) return true;
  const usb = device.split('/').filter((folder) => USB_DEVICE.test(folder));
  return ON_USB.test(device) && !usb.every((folder) => removable[folder] === 'fixed');
}
