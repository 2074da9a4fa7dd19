/**
 * Asks the system's own inventory for the adapters, in a child process: on macOS `networksetup` and `ioreg`, on Windows
 * PowerShell. Only activation and renewal use it; `check()` starts no child process.
 */
import { win32 } from 'node:path';
import type { AdapterList } from './adapter.ts';
import { systemAdapters } from './adapters.ts';
import { runProgram, type Program } from './run-program.ts';
import { classifyAdapters } from './listing.ts';
import { readPorts, readRegistry } from './mac.ts';
import { INVENTORY_COMMAND, readInventory } from './windows.ts';

/** The paths of the programs. They are absolute, so that another program of the same name is not run instead. */
export interface Programs {
  networksetup: string;
  ioreg: string;
  /** Undefined if Windows does not report the folder in which it is installed. */
  powershell: string | undefined;
}

/** The time in milliseconds that a program gets. PowerShell takes one to three seconds to start on a slow machine. */
const PROGRAM_MS_MAX = 8_000;
const PROGRAM_BYTES_MAX = 256 * 1024;

export const systemPrograms = (platform: string = process.platform): Programs => ({
  networksetup: '/usr/sbin/networksetup',
  ioreg: '/usr/sbin/ioreg',
  powershell: platform === 'win32' ? powershellBelow(systemRoot()) : undefined,
});

/** Also undefined if the environment may not be read, as in Deno without `--allow-env`. */
function systemRoot(): string | undefined {
  try {
    return process.env['SystemRoot'];
  } catch {
    return undefined;
  }
}

function powershellBelow(root: string | undefined): string | undefined {
  if (root === undefined || !/^[a-z]:\\/i.test(root)) return undefined;
  return win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

export interface AskOptions {
  platform: string;
  programs: Programs;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
}

export interface InventoryOptions {
  /** Whether a child process may be started. By default true. */
  childProcesses?: boolean | undefined;
  /** Ends a child process early; the list then has only what was read without it. */
  signal?: AbortSignal | undefined;
}

/**
 * Lists the network adapters of this machine, for activation and renewal. On macOS and Windows it asks the system's own
 * inventory in a child process with a time limit. If there is no answer, the result is that of `systemAdapters`. Never
 * throws.
 *
 * @param system - the platform and its programs; this machine's except in tests
 */
export async function systemInventory(
  { childProcesses = true, signal }: InventoryOptions = {},
  system: AskOptions = { platform: process.platform, programs: systemPrograms() },
): Promise<AdapterList> {
  const asked = childProcesses ? await askInventory({ ...system, signal }) : undefined;
  return asked ?? systemAdapters();
}

/** The adapters of the system's inventory; undefined if it gives no answer, or is not asked on this platform. */
async function askInventory(options: AskOptions): Promise<AdapterList | undefined> {
  if (options.platform === 'darwin') return askMac(options);
  if (options.platform === 'win32') return askWindows(options);
  return undefined;
}

async function askMac(options: AskOptions): Promise<AdapterList | undefined> {
  const { networksetup, ioreg } = options.programs;
  const [ports = '', registry = ''] = await Promise.all([
    ask({ path: networksetup, args: ['-listallhardwareports'], env: {} }, options),
    ask(
      { path: ioreg, args: ['-r', '-c', 'IONetworkController', '-l', '-d', '2', '-w', '0'], env: {} },
      options,
    ),
  ]);
  const listing = { ports: readPorts(ports), registry: readRegistry(registry) };
  return listOf(classifyAdapters({ source: 'mac', ...listing }), [
    ...(listing.ports.length > 0 ? ['networksetup'] : []),
    ...(listing.registry.length > 0 ? ['ioreg'] : []),
  ]);
}

async function askWindows(options: AskOptions): Promise<AdapterList | undefined> {
  const { powershell } = options.programs;
  if (powershell === undefined) return undefined;
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', INVENTORY_COMMAND];
  const answer = await ask({ path: powershell, args, env: {} }, options);
  const adapters = readInventory(answer ?? '');
  return listOf(classifyAdapters({ source: 'windows', adapters }), ['powershell']);
}

const ask = (
  program: Program,
  { signal, timeoutMs = PROGRAM_MS_MAX }: AskOptions,
): Promise<string | undefined> => runProgram(program, { timeoutMs, bytesMax: PROGRAM_BYTES_MAX, signal });

/**
 * The inventory includes adapters that are off, so the list is complete. A list without any adapter counts as no
 * answer.
 */
const listOf = (adapters: AdapterList['adapters'], sources: string[]): AdapterList | undefined =>
  adapters.length > 0 ? { adapters, complete: true, sources } : undefined;
