/**
 * Compares what servers confirmed to clients with what the database has in the end: nothing confirmed may be missing,
 * and no license may have more seats in use than it has.
 */

/** An activation that was confirmed to a client. */
export interface Confirmed {
  readonly activation: string;
  readonly license: string;
  readonly sequence: number;
}

interface StoredActivation {
  readonly activation: string;
  readonly license: string;
  readonly sequence: number;
  /** Whether it uses a seat. */
  readonly isActive: boolean;
}

interface StoredLicense {
  readonly license: string;
  readonly seats: number;
  readonly used: number;
}

export interface Stored {
  readonly activations: readonly StoredActivation[];
  readonly licenses: readonly StoredLicense[];
}

/** Each fault as a sentence; none: the database has everything that was confirmed, and not one seat too many. */
export function faultsBetween(confirmed: readonly Confirmed[], stored: Stored): string[] {
  const rows = new Map(stored.activations.map((row) => [row.activation, row]));
  const missing = confirmed.filter(({ activation }) => !rows.has(activation));
  const behind = confirmed.filter(
    ({ activation, sequence }) => (rows.get(activation)?.sequence ?? sequence) < sequence,
  );
  const moved = confirmed.filter(
    ({ activation, license }) => (rows.get(activation)?.license ?? license) !== license,
  );
  return [
    ...counted(missing, 'confirmed activations are not in the database'),
    ...counted(behind, 'confirmed activations have an earlier sequence in the database'),
    ...counted(moved, 'confirmed activations belong to another license'),
    ...twice(confirmed),
    ...stored.licenses.flatMap((license) => seatFaults(license, stored.activations)),
  ];
}

function seatFaults({ license, seats, used }: StoredLicense, rows: readonly StoredActivation[]): string[] {
  const active = rows.filter((row) => row.license === license && row.isActive).length;
  return [
    ...(active > seats ? [`${license} has ${active} activations on ${seats} seats`] : []),
    ...(active === used ? [] : [`${license} counts ${used} seats in use and has ${active} activations`]),
  ];
}

/** Each machine activates once and has tags of its own, so an activation is confirmed to one machine. */
function twice(confirmed: readonly Confirmed[]): string[] {
  const seen = new Set<string>();
  const again = confirmed.filter(({ activation }) => seen.size === seen.add(activation).size);
  return counted(again, 'activations were confirmed to two machines');
}

function counted(found: readonly Confirmed[], sentence: string): string[] {
  return found.length === 0 ? [] : [`${found.length} ${sentence}, such as ${found[0]?.activation}`];
}
