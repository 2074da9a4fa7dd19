/**
 * The system's own inventory, asked by real child processes: a folder of programs replaces those of macOS and
 * Windows. Programs that fail, hang or print without end leave the list that is read without them.
 */

import { expect } from 'chai';
import childProcess, { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemAdapters } from '../../../client-sdk/typescript/machine/adapters.ts';
import { runProgram } from '../../../client-sdk/typescript/machine/run-program.ts';
import {
  systemInventory,
  systemPrograms,
  type Programs,
} from '../../../client-sdk/typescript/machine/inventory.ts';
import { readPorts, readRegistry } from '../../../client-sdk/typescript/machine/mac.ts';
import { describeSources } from '../../../client-sdk/typescript/machine/sources.ts';
import { INVENTORY_COMMAND, readInventory } from '../../../client-sdk/typescript/machine/windows.ts';
import { until } from '../../support/until.ts';

let folder = '';

/** Writes a program of `sh`, and returns its path. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
const prints = (name: string, text: string): string => program(name, `cat <<'END'\n${text}\nEND`);

/** A program that never ends, and the promise of its process id once it runs. */
function hanging(name: string): { path: string; started: () => Promise<number> } {
  const file = join(folder, `${name}.pid`);
  const path = program(name, `echo $$ > '${file}.new'; mv '${file}.new' '${file}'; exec sleep 600`);
  return {
    path,
    started: async () => {
      await until(() => existsSync(file));
      return Number(readFileSync(file, 'utf8'));
    },
  };
}
/** Records the child processes that are started until `restore`. */
function watchSpawn(): { children: ChildProcess[]; restore: () => void } {
  const { spawn } = childProcess;
  const children: ChildProcess[] = [];
  const restore = (): void => {
    childProcess.spawn = spawn;
    syncBuiltinESMExports();
  };
  childProcess.spawn = ((...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    children.push(child);
    return child;
  }) as typeof spawn;
  syncBuiltinESMExports();
  return { children, restore };
}

/** Resolves when a process is gone. */
async function gone(pid: number): Promise<void> {
  await until(() => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
}

/** As networksetup prints it (macOS 14.4, with a USB adapter and a VPN). */
const PORTS = `
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 9e:00:06:00:10:02

Hardware Port: Thunderbolt-Brücke
Device: bridge0
Ethernet Address: 36:00:07:00:10:02

Hardware Port: WLAN
Device: en0
Ethernet Address: 60:00:50:00:10:02

Hardware Port: USB 10/100/1000 LAN
Device: en8
Ethernet Address: a0:ce:c8:00:10:02 

Hardware Port: com.wireguard.macos
Device: 

Hardware Port: iPhone USB
Device: en9
Ethernet Address: N/A

VLAN Configurations
===================`;
/** As ioreg prints it (macOS 15), shortened. */
const REGISTRY = `+-o IOSkywalkLegacyEthernet  <class IOSkywalkLegacyEthernet, id 0x100000e9a, !registered, !matched, active, busy 0 (0 ms), retain 9>
  | {
  |   "IOLinkStatus" = 3
  |   "IOMACAddress" = <600050001002>
  | }
  | 
  +-o en0  <class IOSkywalkLegacyEthernetInterface, id 0x100000e9f, registered, matched, active, busy 0 (2 ms), retain 13>
      {
        "BSD Name" = "en0"
        "IOBuiltin" = Yes
        "IOMediaAddressLength" = 6
      }
      
+-o AppleUSBACM  <class AppleUserECM, id 0x1000ecab0, registered, matched, active, busy 0 (8 ms), retain 21>
  | {
  |   "IOMACAddress" = <a0cec8001002>
  | }
  | 
  +-o en8  <class IOEthernetInterface, id 0x1000ecac0, registered, matched, active, busy 0 (5 ms), retain 10>
      {
        "IOBuiltin" = No
        "BSD Name" = "en8"
      }
      
+-o AppleEthernetAquantiaAqtion  <class AppleEthernetAquantiaAqtion, id 0x100000500, registered, matched, active, busy 0, retain 9>
    {
      "IOMACAddress" = <3c3600001002>
    }
    `;
/** As the command prints it. */
const INVENTORY = [
  'USB\\VID_17E9&PID_4306&MI_05\\7&25C647C&0&0005,0050B6001002,True,True,14,{3c4f7d10-0000-5a11-9c3e-000000000001}',
  'ROOT\\VMS_MP\\0000,00155D00101F,False,False,0,{00000000-0000-0000-FFFF-FFFFFFFFFFFF}',
  'PCI\\VEN_8086&DEV_24F3&SUBSYS_01308086&REV_3A\\448500FFFF00105B00,448500001002,True,True,14,{00000000-0000-0000-FFFF-FFFFFFFFFFFF}',
  'SWD\\MSRRAS\\MS_SSTPMINIPORT,,False,False,0,',
  '',
].join('\r\n');

const OWN_MAC = { name: 'en0', mac: '60:00:50:00:10:02', class: 'own' };

describe("the system's inventory", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey programs $(no) '));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ask = (platform: string, programs: Partial<Programs>, options = {}, timeoutMs?: number) =>
    systemInventory(options, {
      platform,
      programs: { networksetup: '/none', ioreg: '/none', powershell: undefined, ...programs },
      timeoutMs,
    });

  it('of a Mac joins the addresses of one program with what the other calls built in', async () => {
    const programs = { networksetup: prints('networksetup', PORTS), ioreg: prints('ioreg', REGISTRY) };
    expect(await ask('darwin', programs)).to.deep.equal({
      adapters: [
        { name: 'en4', mac: '9e:00:06:00:10:02', class: 'unknown' },
        { name: 'bridge0', mac: '36:00:07:00:10:02', class: 'unknown' },
        OWN_MAC,
        { name: 'en8', mac: 'a0:ce:c8:00:10:02', class: 'foreign' },
      ],
      complete: true,
      sources: ['networksetup', 'ioreg'],
    });
  });

  it('of a Mac needs only one of the two', async () => {
    const ports = await ask('darwin', { networksetup: prints('networksetup', PORTS) });
    expect(ports.adapters).to.deep.include(OWN_MAC);
    expect(ports.sources).to.deep.equal(['networksetup']);
    const registry = await ask('darwin', { ioreg: prints('ioreg', REGISTRY) });
    expect(registry.adapters).to.deep.include({ ...OWN_MAC, mac: '600050001002' });
    expect(registry.sources).to.deep.equal(['ioreg']);
  });

  it('of Windows is in no language, and has no number of a device in a name', async () => {
    expect(await ask('win32', { powershell: prints('powershell', INVENTORY) })).to.deep.equal({
      adapters: [
        { name: 'USB\\VID_17E9&PID_4306&MI_05', mac: '0050B6001002', class: 'foreign' },
        { name: 'ROOT\\VMS_MP', mac: '00155D00101F', class: 'unknown' },
        { name: 'PCI\\VEN_8086&DEV_24F3&SUBSYS_01308086&REV_3A', mac: '448500001002', class: 'own' },
        { name: 'SWD\\MSRRAS', mac: '', class: 'unknown' },
      ],
      complete: true,
      sources: ['powershell'],
    });
  });

  const FAILURES: [title: string, make: () => string][] = [
    ['does not exist', () => join(folder, 'absent')],
    ['is a folder', () => folder],
    ['cannot be executed', () => (writeFileSync(join(folder, 'text'), ''), join(folder, 'text'))],
    ['fails', () => program('fails', `cat <<'END'\n${PORTS}\n${INVENTORY}\nEND\nexit 3`)],
    ['is killed', () => program('killed', 'kill -9 $$')],
    ['prints nothing', () => program('silent', 'exit 0')],
    ['prints something else', () => prints('other', 'Sie haben keine Rechte, , \n{"a": [1, 2, 3]}')],
    ['prints without end', () => program('endless', 'while :; do echo "a,b,True,True,14,"; done')],
  ];
  for (const [title, make] of FAILURES) {
    it(`that ${title} leaves the list without it`, async () => {
      const path = make();
      expect(await ask('darwin', { networksetup: path, ioreg: path })).to.deep.equal(systemAdapters());
      expect(await ask('win32', { powershell: path })).to.deep.equal(systemAdapters());
    });
  }

  it('that hangs is ended after its time, and leaves the list without it', async () => {
    const { path } = hanging('hangs');
    const { children, restore } = watchSpawn();
    try {
      expect(await ask('win32', { powershell: path }, {}, 400)).to.deep.equal(systemAdapters());
      const [child] = children;
      if (child?.signalCode === null) await once(child, 'exit');
      expect(child?.signalCode).to.equal('SIGKILL');
    } finally {
      restore();
    }
  });

  it('is ended when the app cancels', async () => {
    const [first, second] = [hanging('first'), hanging('second')];
    const cancel = new AbortController();
    const asked = ask('darwin', { networksetup: first.path, ioreg: second.path }, { signal: cancel.signal });
    const pids = await Promise.all([first.started(), second.started()]);
    cancel.abort();
    expect(await asked).to.deep.equal(systemAdapters());
    await Promise.all(pids.map(gone));
    expect(await ask('darwin', { networksetup: first.path }, { signal: cancel.signal })).to.deep.equal(
      systemAdapters(),
    );
  });

  it('is not asked if the app does not want child processes, on Linux, and by check()', async () => {
    const asked = prints('asked', PORTS);
    const { children, restore } = watchSpawn();
    try {
      systemAdapters();
      await ask('darwin', { networksetup: asked, ioreg: asked }, { childProcesses: false });
      await ask('linux', { networksetup: asked, ioreg: asked, powershell: asked });
      expect(children).to.have.length(0);
      await ask('darwin', { networksetup: asked, ioreg: asked });
      expect(children).to.have.length(2);
    } finally {
      restore();
    }
  });

  it('gets no shell, no input and nothing of the environment', async () => {
    process.env['QUIETKEY_TEST_MARK'] = 'mark';
    try {
      const path = program('shows', 'echo "$1"; echo "$2"; cat; env');
      const args = ['$(echo no); `echo no` & "x"', '*'];
      const answer = await runProgram(
        { path, args, env: { ONLY: 'this' } },
        { timeoutMs: 60_000, bytesMax: 4_096 },
      );
      const lines = (answer ?? '').split('\n');
      expect(lines.slice(0, 2)).to.deep.equal(args);
      expect(lines).to.include('ONLY=this');
      expect(answer).to.not.include('mark');
      expect(lines.some((line) => line.startsWith('HOME='))).to.equal(false);
    } finally {
      delete process.env['QUIETKEY_TEST_MARK'];
    }
  });

  it('may print as much as the limit', async () => {
    const path = program('prints', 'printf 12345678');
    const limits = { timeoutMs: 60_000 };
    expect(await runProgram({ path, args: [], env: {} }, { ...limits, bytesMax: 8 })).to.equal('12345678');
    expect(await runProgram({ path, args: [], env: {} }, { ...limits, bytesMax: 7 })).to.equal(undefined);
  });
});

describe('the programs of the inventory', () => {
  it('have absolute paths', () => {
    const before = process.env['SystemRoot'];
    const powershellOf = (root: string | undefined): string | undefined => {
      if (root === undefined) delete process.env['SystemRoot'];
      else process.env['SystemRoot'] = root;
      return systemPrograms('win32').powershell;
    };
    try {
      expect(powershellOf('C:\\WINDOWS')).to.equal(
        'C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      );
      for (const root of [undefined, '', 'Windows', '\\\\server\\share', '..\\Windows'])
        expect(powershellOf(root), root).to.equal(undefined);
    } finally {
      if (before !== undefined) process.env['SystemRoot'] = before;
      else delete process.env['SystemRoot'];
    }
    expect(systemPrograms().networksetup).to.match(/^\/usr\/sbin\//);
    expect(systemPrograms().ioreg).to.match(/^\/usr\/sbin\//);
  });

  it('get a command for PowerShell that needs no quoting', () => {
    expect(INVENTORY_COMMAND)
      .to.match(/^[\x20-\x7e]+$/)
      .and.not.include('"');
  });

  it('give rows only for lines of their form', () => {
    expect(readInventory('\r\nPCI\\X,001122AABBCC,True,True,14\r\nError: a, b\n')).to.deep.equal([]);
    expect(readPorts('Device: en0\n\nEthernet Address: 60:00:50:00:10:02')).to.have.length(1);
    expect(readPorts('Device: en0\nDevice: en1\nEthernet Address: zz')).to.deep.equal([]);
    expect(readRegistry(REGISTRY)).to.deep.equal([
      { device: 'en0', address: '600050001002', builtIn: true },
      { device: 'en8', address: 'a0cec8001002', builtIn: false },
    ]);
    expect(readRegistry('"IOMACAddress" = <600050001002>')).to.deep.equal([]);
  });
});

describe('the description of what is read', () => {
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd']) {
    it(`on ${platform}: check() starts no child process, and no source is empty`, () => {
      const { check, inventory } = describeSources(platform);
      expect(check.some(({ childProcess: child }) => child)).to.equal(false);
      expect(describeSources(platform, false).inventory).to.deep.equal(check);
      for (const { name, call, fields } of [...check, ...inventory]) {
        expect(name).to.match(/^[a-z]+$/);
        expect(call).to.not.equal('');
        expect(fields).to.not.be.empty;
      }
    });
  }

  it('names what this machine read', async () => {
    const { check, inventory } = describeSources(process.platform);
    expect(systemAdapters().sources).to.deep.equal(check.map(({ name }) => name));
    const { sources } = await systemInventory();
    expect(inventory.map(({ name }) => name)).to.include.members(sources);
  });
});
