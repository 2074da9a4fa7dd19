/**
 * Decides which adapters of a Windows machine identify it, from the system's own inventory: the bus and the container
 * of the device, whether the interface is hardware, and the permanent address. The inventory includes adapters that are
 * off, and none of its values is in the person's language.
 */
import type { AdapterClass } from './adapter.ts';
import { isMakers } from './address.ts';
import { isVirtualCard } from './pci.ts';

/** One `MSFT_NetAdapter`, with the registry's values for its device. */
export interface WindowsAdapter {
  /** `PnPDeviceID`, e.g. `PCI\VEN_8086&DEV_15E3&SUBSYS_07D11028&REV_21\3&11583659&0&FE`. */
  device: string;
  /** `PermanentAddress`, 12 hex digits. */
  address: string;
  /** `HardwareInterface`. */
  hardware: boolean;
  /** `ConnectorPresent`. */
  connector: boolean;
  /** `NdisPhysicalMedium`: 14 is Ethernet, 9 Wi-Fi, 8 mobile broadband (ntddndis.h). */
  medium: number;
  /** `ContainerID` of the device in the registry; empty if it cannot be read. */
  container: string;
}

/** The medium of modems. Their drivers make up addresses, and some make up another one at the next start. */
const MOBILE_BROADBAND = 8;
/**
 * The container of all devices that are part of the computer. A dock and the devices in it have a container of their
 * own.
 */
const COMPUTER = '{00000000-0000-0000-ffff-ffffffffffff}';
/** The buses of hardware. Software is on other buses, e.g. `ROOT`, `SWD`; a hypervisor's cards on `VMBUS`, `XENVIF`. */
const HARDWARE_BUS = /^(?:PCI|USB|SD|ACPI|QCMS|PCMCIA)\\/i;
/** The numbers of a PCI card in the id of its device: maker and model, then those of its subsystem in reverse order. */
const PCI_NUMBERS = /^PCI\\VEN_(\w{4})&DEV_(\w{4})(?:&SUBSYS_(\w{4})(\w{4}))?/i;

export function classifyWindows({
  device,
  address,
  hardware,
  connector,
  medium,
  container,
}: WindowsAdapter): AdapterClass {
  if (!hardware || !connector || medium === MOBILE_BROADBAND || !isMakers(address)) return 'unknown';
  if (!HARDWARE_BUS.test(device) || isVirtualCard(pciNumbers(device))) return 'unknown';
  const fixed = container === '' ? /^PCI\\/i.test(device) : container.toLowerCase() === COMPUTER;
  return fixed ? 'own' : 'foreign';
}

function pciNumbers(device: string): string[] {
  const [, maker, model, subsystemModel, subsystemMaker] = PCI_NUMBERS.exec(device) ?? [];
  return [`${maker}:${model}`, `${subsystemMaker}:${subsystemModel}`];
}

/**
 * The model of an adapter: its bus and model numbers, without the device's own number, which may contain its address.
 */
export const modelOf = (device: string): string => device.split('\\').slice(0, 2).join('\\');

/**
 * The command for PowerShell: one line for each adapter. A comma separates the fields, because it is not allowed in the
 * id of a device. The command also runs in PowerShell's constrained language mode, and needs no special rights.
 */
export const INVENTORY_COMMAND = [
  "$ErrorActionPreference = 'Stop'",
  'Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter | ForEach-Object {' +
    " $key = 'HKLM:\\SYSTEM\\CurrentControlSet\\Enum\\' + $_.PnPDeviceID;" +
    ' $device = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue;' +
    ' ($_.PnPDeviceID, $_.PermanentAddress, $_.HardwareInterface, $_.ConnectorPresent,' +
    " $_.NdisPhysicalMedium, $device.ContainerID) -join ',' }",
].join('; ');

/** Reads the answer of the command. */
export const readInventory = (answer: string): WindowsAdapter[] =>
  answer.split(/\r?\n/).flatMap((line) => {
    const [device = '', address = '', hardware, connector, medium, container] = line.split(',');
    if (container === undefined) return [];
    return [
      {
        device,
        address,
        hardware: hardware === 'True',
        connector: connector === 'True',
        medium: Number(medium),
        container,
      },
    ];
  });
