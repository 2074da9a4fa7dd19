/**
 * The processes of the bench: each is one file that answers named questions of its parent, so that what is measured
 * never shares a process with what measures it. Guarantees that the CPU time a child tells is that of all its threads,
 * and that no child outlives its parent. What is asked is left to the files of the children.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a child answers, by name. */
export type Answers = Readonly<Record<string, (question: never) => unknown>>;

export interface Child<Known extends Answers> {
  /** Rejected with what the child threw, or when it ends. */
  ask<Name extends keyof Known & string>(
    name: Name,
    ...question: Parameters<Known[Name]>
  ): Promise<Awaited<ReturnType<Known[Name]>>>;
  end(): Promise<void>;
}

export interface ChildOptions {
  /** One value that the child is started with. */
  readonly given?: unknown;
  readonly env?: NodeJS.ProcessEnv;
  /** A folder for profiles of all its threads; absent: none are taken. */
  readonly profiles?: string | undefined;
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly question: unknown;
}

type Reply =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

/** Tells that a child serves: nothing is asked of it before. */
const SERVES = 0;

interface Asked {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a compiled file beside this one, and waits until it serves. */
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
  const asked = new Map<number, Asked>();
  let last = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of asked.values()) reject(new Error(`${file} has ended`));
      resolve();
    });
  });
  child.on('message', (reply: Reply) => {
    const waiting = asked.get(reply.id);
    asked.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(`${file}: ${reply.error}`));
    else waiting?.resolve(reply.answer as never);
  });
  const send = (name: string, question: unknown): Promise<never> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error(`${file} has ended`));
      asked.set((last += 1), { resolve, reject });
      child.send({ id: last, name, question } satisfies Question);
    });
  const serves = new Promise<void>((resolve, reject) => asked.set(SERVES, { resolve, reject }));
  child.send({ given });
  await serves;
  return {
    ask: (name, ...question) => send(name, question[0]),
    end: () => {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}

/** The value that this child was started with. */
export async function givenByParent<Given>(): Promise<Given> {
  const [{ given }] = (await once(process, 'message')) as [{ given: Given }];
  return given;
}

/** Serves the parent until it lets go; then `close` runs and the process ends. */
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
  process.send?.({ id: SERVES, answer: true } satisfies Reply);
}

/** CPU time of all threads of this process so far, in microseconds. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
