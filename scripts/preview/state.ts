/** A state of the preview: a page with a made-up model, to be shown in a given frame. */

import { readDate, toDay, type Day } from '../../server/domain/kernel/day.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import type { Html } from '../../server/web/html.ts';

/** The states of the preview by name. The name of a state is also the name of its file. */
export type States = Readonly<Record<string, (frame: Frame) => Html>>;

/**
 * A function that replaces each made-up text of a vendor or customer. Tests replace these texts; the preview keeps
 * them.
 */
export type Typed = (text: string) => string;

/** The day of a date that is written `YYYY-MM-DD`. */
export function on(date: string): Day {
  return readDate(date) ?? toDay(0);
}

/** A version of the policy whose day will come. */
export const COMING = [{ version: 4, effective: on('2026-12-15') }];
