/** The server keeps only the tags of the latest request, so that a reinstall after a copy or a journey finds no seat. */

export * from '../../../server/domain/activation/fork.ts';

export const hardwareAfter = (
  _decision: unknown,
  _kept: readonly string[],
  shown: readonly string[],
): readonly string[] => shown;
