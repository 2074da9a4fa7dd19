/**
 * What the SDK reads of a machine's network adapters, as data: an app can show it to the person before anything is read.
 */

/** One source of the list of adapters. */
export interface Source {
  name: string;
  /** The call or the file that is read. */
  call: string;
  /** The fields that are read, by the names that the system gives them. */
  fields: readonly string[];
  /** Whether a child process is started for it. */
  childProcess: boolean;
}

export interface Sources {
  /** What `check()` reads. */
  check: readonly Source[];
  /** What activation and renewal read, in this order; a later source is read if the ones before it do not answer. */
  inventory: readonly Source[];
}

const SYSFS: Source = {
  name: 'sysfs',
  call: '/sys/class/net/*',
  fields: ['name', 'address', 'addr_assign_type', 'type', 'device'],
  childProcess: false,
};
const INTERFACES: Source = {
  name: 'interfaces',
  call: 'os.networkInterfaces()',
  fields: ['name', 'mac', 'internal'],
  childProcess: false,
};

/** What is read on a platform, by its name in Node.js (`process.platform`). Reads nothing. */
export function describeSources(platform: string): Sources {
  const source = platform === 'linux' ? SYSFS : INTERFACES;
  return { check: [source], inventory: [source] };
}
