/**
 * The coverage of an input, by V8's own counters (`node:inspector`, block coverage). A loop of its own over these is
 * enough: the readers are small, and a fuzzer with a native part would be one more package to build on each platform.
 */

import { Session, type Profiler } from 'node:inspector';

export interface Coverage {
  /** The blocks that ran since the last call, each by file and place, with the order of magnitude of its count. */
  take(): string[];
  close(): void;
}

/** @param isCovered whether a file's blocks count */
export function openCoverage(isCovered: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  const ask = (method: string, given?: object): unknown => {
    let answer: unknown;
    // the answer comes before `post` returns, since the session is in this process
    session.post(method, given, (error: Error | null, value?: unknown) => {
      if (error !== null) throw new Error(`${method}: ${JSON.stringify(error)}`);
      answer = value;
    });
    return answer;
  };
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take: () =>
      (ask('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType).result
        .filter(({ url }) => isCovered(url))
        .flatMap(({ scriptId, functions }) =>
          functions.flatMap(({ ranges }) =>
            ranges
              .filter(({ count }) => count > 0)
              .map(({ startOffset, count }) => `${scriptId}:${startOffset}:${Math.floor(Math.log2(count))}`),
          ),
        ),
    close: () => session.disconnect(),
  };
}
