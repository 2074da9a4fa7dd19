/** The forms of license keys that another system issued, as a vendor declares them in the options of an app. */

/** The form of the license keys of another system, such as `{ alphabet: '0123456789ABCDEF', groups: [8, 8, 8, 8] }`. */
export interface ImportedKeyForm {
  /**
   * The characters of the groups: 2 to 93 different printable ASCII characters, without space and dash. If all its
   * letters have the same case, a key may be typed in either case.
   */
  readonly alphabet: string;
  /** The number of characters in each group; 8 to 128 in total. */
  readonly groups: readonly number[];
}

const FORMS_MAX = 8;
const [KEY_CHARACTERS_MIN, KEY_CHARACTERS_MAX] = [8, 128];

const ALPHABET = /^[!-,.-~]{2,93}$/;

/** The fault of a list of forms, as the end of a sentence that begins with the list's name; undefined: no fault. */
export function faultOfImportedKeys(forms: unknown): string | undefined {
  if (!Array.isArray(forms) || forms.length > FORMS_MAX)
    return ` must be a list of at most ${FORMS_MAX} forms`;
  const faults = forms.map((form, index) => faultOfForm(form)?.replace(/^/, `[${index}]`));
  return faults.find((fault) => fault !== undefined);
}

function faultOfForm(form: unknown): string | undefined {
  const { alphabet, groups } = Object(form) as Partial<Record<keyof ImportedKeyForm, unknown>>;
  if (typeof alphabet !== 'string' || !ALPHABET.test(alphabet) || new Set(alphabet).size < alphabet.length) {
    return '.alphabet must be 2 to 93 different printable ASCII characters, without space and dash';
  }
  const lengths: unknown[] = Array.isArray(groups) ? groups : [];
  const sum = lengths.reduce<number>((total, length) => total + Number(length), 0);
  const areCounts = lengths.every((length) => Number.isInteger(length) && Number(length) > 0);
  if (areCounts && sum >= KEY_CHARACTERS_MIN && sum <= KEY_CHARACTERS_MAX) return undefined;
  return `.groups must be the lengths of the groups, ${KEY_CHARACTERS_MIN} to ${KEY_CHARACTERS_MAX} characters in all`;
}
