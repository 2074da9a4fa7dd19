/**
 * Patience for tests that are not about limits of time: a machine with other work refuses a request for want of time,
 * with nothing done, and a client repeats it.
 */

import { isPassing } from '../../server/domain/kernel/refusal.ts';
import { until } from './until.ts';

/** Repeats an action as long as it is refused for want of time. */
export async function patiently<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  const answers: Answer[] = [];
  await until(async () => {
    try {
      answers.push(await act());
      return true;
    } catch (error) {
      if (isPassing(error)) return false;
      throw error;
    }
  });
  return answers[0] as Answer;
}
