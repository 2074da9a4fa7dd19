/** The clients in other languages, each with a driver that runs its calls for a test. Their tools may be missing. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../../support/at-end.ts';
import { ROOT } from '../../support/root.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(name, ROOT));

export const PYTHON_FOLDER = pathOf('client-sdk/python');

/** A process that runs a client: it answers each request with one line. */
export interface Driver {
  ask: (request: object) => Promise<unknown>;
  /** Ends the process, and returns its exit code: not 0 if a sanitizer found a leak. */
  end: () => Promise<number | null>;
}

export interface OtherClient {
  language: string;
  /** What is missing to run it; undefined: nothing. */
  missing: () => string | undefined;
  start: () => Driver;
}

/** Skips the tests of a block whose tools are missing, and prints why. In CI Python must be there. */
export function requireTools(
  { language, missing }: Pick<OtherClient, 'language' | 'missing'>,
  { skip }: { skip: () => void },
): void {
  const reason = missing();
  if (reason === undefined) return;
  process.stderr.write(`The client in ${language} is not tested: ${reason}.\n`);
  skip();
}

export const PYTHON: OtherClient = {
  language: 'Python',
  missing: () => {
    const isInstalled = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
    if (isInstalled || process.env['CI'] !== undefined) return undefined;
    return 'python3 with cryptography (python3-cryptography) is missing';
  },
  start: () => drive('python3', [pathOf('test/client-sdk/support/drive_client.py'), PYTHON_FOLDER]),
};

const C_HEADERS = '#include <curl/curl.h>\n#include <openssl/evp.h>\n#include <linux/seccomp.h>\n';
const SANITIZED = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** Builds the client in C with a main program. @param more further flags @throws Error with what the compiler says */
export function buildC(program: string, sources: readonly string[], more: readonly string[] = []): void {
  const files = sources.map((source) => (isAbsolute(source) ? source : pathOf(source)));
  const flags = ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror', ...more];
  const built = spawnSync('cc', [...flags, '-o', program, ...files, '-lcurl', '-lcrypto'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
}

export const C: OtherClient = {
  language: 'C',
  missing: () => {
    const { status } = spawnSync('cc', ['-E', '-x', 'c', '-'], { input: C_HEADERS });
    return status === 0 ? undefined : 'cc, libcurl4-openssl-dev or libssl-dev is missing';
  },
  start: () => drive(builtDriver(), []),
};

let built: string | undefined;

/** The driver of the client in C, which is built once and under the sanitizers. */
export function builtDriver(): string {
  if (built === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'quietkey-c-'));
    atEnd(async () => rmSync(folder, { recursive: true }));
    built = join(folder, 'drive');
    buildC(built, ['test/client-sdk/support/drive_client.c'], SANITIZED);
  }
  return built;
}

function drive(program: string, parameters: readonly string[]): Driver {
  const child = spawn(program, parameters, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // a proxy that plain http to the same machine must not use
    env: { ...process.env, http_proxy: 'http://127.0.0.1:9', no_proxy: '' },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the driver has ended');
      return JSON.parse(value) as unknown;
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
