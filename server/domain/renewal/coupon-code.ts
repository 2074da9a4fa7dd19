/**
 * The code of a coupon: sixteen symbols of Crockford's base32 in four groups, of which fifteen are random (75 bits) and
 * the last one is a check symbol. Every wrong symbol and every transposition of two symbols is detected before anything is
 * looked up. Who may use a code, and how often, is decided in `coupon.ts`.
 */

/** Without I, L, O and U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const RANDOM_SYMBOLS = 15;
const GROUP_SYMBOLS = 4;
const CODE = new RegExp(`^[${SYMBOLS}]{${RANDOM_SYMBOLS + 1}}$`);
/** The longest text in which a code is looked for, in UTF-16 units. */
const TYPED_CHARACTERS_MAX = 64;
/** Added to the check symbol, so that sixteen equal symbols are seldom a code, and sixteen zeros are none. */
const CHECK_OFFSET = 13;
/** GF(32) is GF(2)[α] / (α⁵ + α² + 1). */
const FIELD_POLYNOMIAL = 0b100101;
const FIELD_ELEMENTS = 32;

/** Makes a code in the form that is shown: `XXXX-XXXX-XXXX-XXXX`. @param random 32 random bytes, base64url */
export function makeCouponCode(random: string): string {
  const values = Array.from(
    random.slice(0, RANDOM_SYMBOLS),
    (sign) => BASE64URL.indexOf(sign) % FIELD_ELEMENTS,
  );
  const code = [...values, checkOf(values)].map((value) => SYMBOLS.charAt(value)).join('');
  return code.replaceAll(new RegExp(`.{${GROUP_SYMBOLS}}(?=.)`, 'g'), '$&-');
}

/**
 * The sixteen symbols of a typed code; undefined if it is none. Capitals, wide letters, spaces and dashes do not matter;
 * O is read as 0, I and L as 1.
 */
export function readCouponCode(typed: string): string | undefined {
  if (typed.length > TYPED_CHARACTERS_MAX) return undefined;
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  const code = plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (!CODE.test(code)) return undefined;
  const values = Array.from(code, (symbol) => SYMBOLS.indexOf(symbol));
  return values.at(-1) === checkOf(values.slice(0, RANDOM_SYMBOLS)) ? code : undefined;
}

/**
 * The check symbol: with it, the sum of all symbols, each times its own power of α, is the offset. The powers differ, so
 * no error in one symbol and no transposition keeps the sum.
 */
function checkOf(values: readonly number[]): number {
  return timesAlpha(values.reduce((sum, value) => timesAlpha(sum) ^ value, 0)) ^ CHECK_OFFSET;
}

function timesAlpha(element: number): number {
  const shifted = element << 1;
  return shifted >= FIELD_ELEMENTS ? shifted ^ FIELD_POLYNOMIAL : shifted;
}
