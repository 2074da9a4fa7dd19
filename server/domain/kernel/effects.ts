/**
 * The effects of a right that a person has used: restriction (GDPR Art. 18), objection (Art. 21), and the withdrawal of
 * consent (Art. 7(3)); and those of a legal hold of everything, which restricts the use of what it keeps. This table decides; queries and operations read it, tests walk it, and a table in SECURITY.md is
 * made from it. An app is answered as before: no answer tells that its person has used a right.
 */

/** What is stored of a right that has effects until its person ends it. */
const RESTRICTION_KINDS = ['restricted', 'objected'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];
/** A right that was used. A withdrawal stores nothing: its effects are done at once. */
export type UsedRight = RestrictionKind | 'withdrawn';
/** What has effects: a right that the person has used, or a legal hold of everything of the license or the account. */
export type Restraint = UsedRight | 'held';

export const EFFECTS = {
  /** What the server answers an app. */
  answers: { restricted: 'unchanged', objected: 'unchanged', withdrawn: 'unchanged', held: 'unchanged' },
  /** Mail that answers the person, or tells of a change of the account. */
  askedMail: { restricted: 'sent', objected: 'sent', withdrawn: 'sent', held: 'sent' },
  /** News, which are direct marketing: Art. 21(3). */
  news: { restricted: 'stopped', objected: 'stopped', withdrawn: 'stopped', held: 'stopped' },
  /**
   * Other mail to the address for notices: ends of licenses, policy, looks, warnings of a deletion. A hold is the vendor's
   * act, and must not keep a look from the person.
   */
  notices: { restricted: 'stopped', objected: 'sent', withdrawn: 'stopped', held: 'sent' },
  /** What an operator finds and sees. `restricted`: found by its id alone, and only for a legal purpose. */
  staff: { restricted: 'restricted', objected: 'shown', withdrawn: 'shown', held: 'restricted' },
  /** Whether the export of all licenses has the record. */
  licenseExport: { restricted: 'left out', objected: 'listed', withdrawn: 'listed', held: 'left out' },
  /** The server's own counts of requests. */
  counts: { restricted: 'left out', objected: 'left out', withdrawn: 'counted', held: 'left out' },
  /** Reports of apps have no id, so that nobody's can be left out here. */
  telemetry: {
    restricted: 'the app’s switch',
    objected: 'the app’s switch',
    withdrawn: 'the app’s switch',
    held: 'the app’s switch',
  },
  /** What the person sees in the portal. */
  portal: { restricted: 'shown', objected: 'shown', withdrawn: 'shown', held: 'shown' },
  /** Deletion by retention rules that are marked in the inventory: Art. 4(2) and 18(2) allow storage only. */
  purge: { restricted: 'kept', objected: 'purged', withdrawn: 'purged', held: 'kept' },
  /** Deletion that the person asks for. `put off`: done by the next purge after the hold was lifted. */
  erasure: { restricted: 'done', objected: 'done', withdrawn: 'done', held: 'put off' },
} as const satisfies Readonly<Record<string, Readonly<Record<Restraint, string>>>>;

export type Effect = keyof typeof EFFECTS;

/** The words of the table that change something. */
const CHANGES: readonly string[] = ['stopped', 'restricted', 'left out', 'kept'];

/** The stored kinds for which an effect is not the usual one. */
export function kindsWith(effect: Effect): readonly RestrictionKind[] {
  return RESTRICTION_KINDS.filter((kind) => CHANGES.includes(EFFECTS[effect][kind]));
}

/** Whether an effect is not the usual one of what a hold keeps. */
export function isChangedByHold(effect: Effect): boolean {
  return CHANGES.includes(EFFECTS[effect].held);
}
