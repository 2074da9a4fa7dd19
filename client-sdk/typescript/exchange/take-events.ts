/** Takes the events of a license from the store: the caller that changes what was reported gets them. */
import {
  eventsSince,
  presentEvent,
  situationOf,
  type LicenseEvent,
  type Situation,
} from '../lease/events.ts';
import { announcedOrNull } from '../state/announced.ts';
import { knownNotices } from '../state/notices.ts';
import { newerVersionOf, type SavedState } from '../state/state.ts';
import type { Keeper } from './keeper.ts';
import type { Setting } from './setting.ts';

/** Returns the events that nobody has taken. None if the store cannot be written: they are reported when it can. */
export function takeEvents({ now, quiet }: Pick<Setting, 'now' | 'quiet'>, keeper: Keeper): LicenseEvent[] {
  if (quiet) return [];
  const time = now();
  const situation = (saved: SavedState): Situation =>
    situationOf(keeper.verified(saved), saved.holding?.activation, {
      now: time,
      newerVersion: newerVersionOf(saved),
      notices: knownNotices(saved.notices),
    });
  const isNew = (saved: SavedState): boolean => {
    const reported = announcedOrNull(saved.announced);
    return eventsSince(reported, situation(saved)).reported !== reported;
  };
  const saved = keeper.read();
  // nothing is stored before an activation
  if (!saved || (!saved.holding && saved.announced === undefined) || !isNew(saved)) return [];
  let events: LicenseEvent[] = [];
  try {
    keeper.change((before) => {
      const seen = situation(before);
      const { kinds, reported } = eventsSince(announcedOrNull(before.announced), seen);
      events = kinds.map((kind) => presentEvent(kind, seen));
      return isNew(before) ? { ...before, announced: reported } : before;
    });
  } catch {
    return [];
  }
  return events;
}
