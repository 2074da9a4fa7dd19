/**
 * How a stored table is declared: its columns, what each is for, in which form it is kept, whose it is, and how the
 * rows end. A purpose is a key: the catalogues in `server/texts` have its words, complete by type in every language.
 */

/**
 * How a value is kept. `keyed`: HMAC under a secret that is not in the database. `hashed`: without a key, slowly where it
 * could be guessed. `random`: made by us, says nothing.
 */
export type Form = 'plain' | 'keyed' | 'hashed' | 'sealed' | 'random' | 'day' | 'hour' | 'week' | 'count';

/** Whose it is. `person`: it relates to a customer, even where only a keyed trace. */
type Subject = 'person' | 'operator' | 'vendor' | 'none';

export interface Column<Purpose extends string = string> {
  /** A key of the catalogues. Another purpose is another key; other words for the same one are not. */
  readonly purpose: Purpose;
  readonly form: Form;
  readonly subject: Subject;
  /** Whether the customer's export shows it. */
  readonly exported: boolean;
}

/** Deletes rows, or nulls the named columns, when the date in `from` is `keep` units past. */
export interface Rule {
  /** Unique; what the purge prints. */
  readonly class: string;
  readonly table: string;
  /** The column of the key along which the purge walks. */
  readonly key: string;
  /** The column whose date counts; rows where it is null are kept. */
  readonly from: string;
  readonly unit: 'day' | 'hour' | 'week';
  /** Whole units after `from` in which it is still kept. */
  readonly keep: number;
  /** Only rows in which this column is not null. */
  readonly when?: string;
  /** A row takes pages of its own: the purge looks at fewer of them at once. */
  readonly wide?: true;
  readonly exit: 'delete' | { readonly null: readonly string[] };
}

/** What an erasure does with the rows of a customer's license. */
export interface Erasure {
  /** Unique; what the plan and the receipt print. */
  readonly class: string;
  readonly table: string;
  /** The column that names the license, or an activation of it. */
  readonly by: string;
  readonly names: 'license' | 'activation';
  /** A column of the key. */
  readonly key: string;
  readonly exit: 'delete' | { readonly null: readonly string[] };
  /** What of a customer can be erased alone, with all the rest kept. */
  readonly alone?: string;
}

/** The legal basis of a table, and of every column in it. */
export type Basis = 'contract' | 'legalObligation' | 'legitimateInterest' | 'noPersonalData';

/** Why the rows of a table have no rule, as a key of the catalogues. */
export type Kept = 'untilAbandoned' | 'whileSold' | 'rowPerJob' | 'fingerprints' | 'rowPerMigration';

export interface Table<Purpose extends string = string> {
  readonly basis: Basis;
  readonly columns: Readonly<Record<string, Column<Purpose>>>;
  /** What goes with the person; absent: what is here says nothing without it. */
  readonly erasures?: readonly Omit<Erasure, 'table'>[];
  /**
   * How the rows end: by rules, with the rows of another table (a cascade), or by none, with the reason and, where one
   * counts, the days.
   */
  readonly life:
    | { readonly rules: readonly Omit<Rule, 'table'>[] }
    | { readonly with: string }
    | { readonly kept: Kept; readonly days?: number };
}

/** Of a customer, and shown to them. */
export const person = <Purpose extends string>(purpose: Purpose, form: Form): Column<Purpose> => ({
  purpose,
  form,
  subject: 'person',
  exported: true,
});
/** Of a customer; it says nothing to them, or would say too much to who reads their export. */
export const hidden = <Purpose extends string>(purpose: Purpose, form: Form): Column<Purpose> => ({
  purpose,
  form,
  subject: 'person',
  exported: false,
});

export const none = <Purpose extends string>(purpose: Purpose, form: Form): Column<Purpose> => ({
  purpose,
  form,
  subject: 'none',
  exported: false,
});
