/**
 * The faults of a submitted form, of one field or of the whole form. Pages show them at the field and in a summary with
 * links. The texts come from the portal's catalogue.
 */

export interface Fault {
  /** The name of the field; undefined for the whole form. */
  readonly field?: string | undefined;
  readonly message: string;
}

/** The texts for one field, in the order of the faults. */
export function faultsOf(faults: readonly Fault[], field: string): readonly string[] {
  return faults.filter((fault) => fault.field === field).map(({ message }) => message);
}
