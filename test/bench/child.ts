/**
 * Child processes of the bench, so that what is measured never shares a process with what measures it. Each is one file
 * that answers named calls of its parent. Its CPU time includes all threads, and it exits with its parent.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The functions of a child, by name. */
export type Answers = Readonly<Record<string, (question: never) => unknown>>;

export interface Child<Known extends Answers> {
  /** Rejects with the error of the child, or if the child exits. */
  ask<Name extends keyof Known & string>(
    name: Name,
    ...question: Parameters<Known[Name]>
  ): Promise<Awaited<ReturnType<Known[Name]>>>;
  end(): Promise<void>;
}

export interface ChildOptions {
  /** A value that the child gets at its start. */
  readonly given?: unknown;
  readonly env?: NodeJS.ProcessEnv;
  /** A folder for CPU profiles of its threads; absent for none. */
  readonly profiles?: string | undefined;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly question: unknown;
}

type Reply =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

/** The id of the child's first message, which says that it is ready. */
const READY = 0;

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a compiled file of this folder, and waits until it is ready. */
export async function startChild<Known extends Answers>(
  file: string,
  { given = null, env, profiles }: ChildOptions = {},
): Promise<Child<Known>> {
  const execArgv = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [], {
    execArgv,
    serialization: 'advanced',
    ...(env === undefined ? {} : { env }),
  });
  const pending = new Map<number, Pending>();
  let last = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of pending.values()) reject(new Error(`${file} has ended`));
      resolve();
    });
  });
  child.on('message', (reply: Reply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(`${file}: ${reply.error}`));
    else waiting?.resolve(reply.answer as never);
  });
  const send = (name: string, question: unknown): Promise<never> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error(`${file} has ended`));
      pending.set((last += 1), { resolve, reject });
      child.send({ id: last, name, question } satisfies Question);
    });
  const ready = new Promise<void>((resolve, reject) => pending.set(READY, { resolve, reject }));
  child.send({ given });
  await ready;
  return {
    ask: (name, ...question) => send(name, question[0]),
    end: () => {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}

/** In a child: the value from the parent. */
export async function givenByParent<Given>(): Promise<Given> {
  const [{ given }] = (await once(process, 'message')) as [{ given: Given }];
  return given;
}

/** In a child: answers the parent until it disconnects. Then `close` runs and the process exits. */
export function answerParent(answers: Answers, close: () => unknown = () => undefined): void {
  process.on('message', ({ id, name, question }: Question) => {
    void (async () => {
      try {
        const answer = await answers[name]?.(question as never);
        process.send?.({ id, answer } satisfies Reply);
      } catch (error) {
        process.send?.({ id, error: String(error instanceof Error ? error.stack : error) } satisfies Reply);
      }
    })();
  });
  process.once('disconnect', () => {
    void Promise.resolve(close()).finally(() => process.exit());
  });
  process.send?.({ id: READY, answer: true } satisfies Reply);
}

/** CPU time of all threads of this process so far, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
