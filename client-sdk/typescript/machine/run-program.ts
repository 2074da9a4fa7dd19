/**
 * Runs one program of the system and returns what it printed. The program gets no shell, no input and only the
 * environment that is passed; it is stopped if it takes too long or prints too much.
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';

export interface Program {
  /** The absolute path. */
  path: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

export interface ChildLimits {
  timeoutMs: number;
  bytesMax: number;
  signal?: AbortSignal | undefined;
}

/** The program's output; undefined if the program failed, was stopped, or does not exist. Never rejects. */
export function runProgram(program: Program, limits: ChildLimits): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      collect(program, limits, resolve);
    } catch {
      resolve(undefined);
    }
  });
}

function collect(
  { path, args, env }: Program,
  { timeoutMs, bytesMax, signal }: ChildLimits,
  resolve: (answer: string | undefined) => void,
): void {
  if (signal?.aborted) return resolve(undefined);
  const child = spawn(path, args, {
    cwd: dirname(path),
    env,
    shell: false,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;

  /** Answers once. A program that still runs is stopped, and its output is not waited for. */
  function end(answer: string | undefined): void {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    child.stdout.destroy();
    if (child.exitCode === null) child.kill('SIGKILL');
    resolve(answer);
  }
  const giveUp = (): void => end(undefined);
  const timer = setTimeout(giveUp, timeoutMs);
  signal?.addEventListener('abort', giveUp);

  child.on('error', giveUp);
  child.on('close', (code) => end(code === 0 ? Buffer.concat(chunks).toString('utf8') : undefined));
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) giveUp();
    else chunks.push(chunk);
  });
}
