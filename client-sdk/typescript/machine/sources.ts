/**
 * What the SDK reads about a machine's network adapters, as data that an app can show to the person before anything is
 * read.
 */
import { SYSFS_FIELDS } from './read-linux.ts';

/** One source of the list of adapters. */
export interface Source {
  /** The name of the source, as in `AdapterList.sources`. */
  name: string;
  /** The call, the files or the program. */
  call: string;
  /** The fields that are used, by the names that the system gives them. */
  fields: readonly string[];
  /** Whether a child process is started for it. */
  childProcess: boolean;
}

export interface Sources {
  /** What `check()` reads. */
  check: readonly Source[];
  /** What activation and renewal read. If no child process answers, it is the same as for `check()`. */
  inventory: readonly Source[];
}

const LINUX: readonly Source[] = [
  { name: 'sysfs', call: '/sys/class/net', fields: ['name', ...SYSFS_FIELDS], childProcess: false },
  {
    name: 'proc',
    call: '/proc/cpuinfo, /proc/xen/capabilities',
    fields: ['flags (hypervisor)', 'control_d'],
    childProcess: false,
  },
];
const OTHER: readonly Source[] = [
  { name: 'interfaces', call: 'os.networkInterfaces()', fields: ['name', 'mac'], childProcess: false },
];
const MAC: readonly Source[] = [
  {
    name: 'networksetup',
    call: '/usr/sbin/networksetup -listallhardwareports',
    fields: ['Device', 'Ethernet Address'],
    childProcess: true,
  },
  {
    name: 'ioreg',
    call: '/usr/sbin/ioreg -r -c IONetworkController -l -d 2 -w 0',
    fields: ['BSD Name', 'IOMACAddress', 'IOBuiltin'],
    childProcess: true,
  },
];
const WINDOWS: readonly Source[] = [
  {
    name: 'powershell',
    call: '%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    fields: [
      'MSFT_NetAdapter: PnPDeviceID, PermanentAddress, HardwareInterface, ConnectorPresent, NdisPhysicalMedium',
      'HKLM\\SYSTEM\\CurrentControlSet\\Enum: ContainerID',
    ],
    childProcess: true,
  },
];
const PROGRAMS: Readonly<Record<string, readonly Source[]>> = { darwin: MAC, win32: WINDOWS };

/**
 * Describes what is read on a platform, which is named as in `process.platform`. Reads nothing itself.
 *
 * @param childProcesses - whether the app allows child processes
 */
export function describeSources(platform: string, childProcesses = true): Sources {
  const check = platform === 'linux' ? LINUX : OTHER;
  const programs = childProcesses ? (PROGRAMS[platform] ?? []) : [];
  return { check, inventory: [...programs, ...check] };
}
