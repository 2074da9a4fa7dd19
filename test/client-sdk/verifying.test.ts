/**
 * The samples of client-sdk/VERIFYING.md against the frozen table of tokens: the verifier in Python, and the sample for
 * jose as the page has it. Python is asked where it is installed with `cryptography`; in CI it must be.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as crypto from 'node:crypto';
import * as jose from 'jose';
import type { KeySetClaims, LeaseClaims } from '../../client-sdk/typescript/contract/wire.ts';
import { decideCheck, type VerifiedState } from '../../client-sdk/typescript/lease/check.ts';
import { DAY_SECONDS as DAY, fromNumericDate } from '../../client-sdk/typescript/primitives/clock.ts';
import type { TokenTable } from '../support/make-token-vectors.ts';
import { ROOT } from '../support/root.ts';
import { expand, type TokenVector } from '../support/token-rows.ts';
import { readVectors } from '../support/vectors.ts';
import { PYTHON, PYTHON_FOLDER, requireTools } from './support/other-languages.ts';

/** A lease, perhaps a statement, and times on days and at the seconds around them. */
const DAYS = fc.nat({ max: 40 }).map((day) => day * DAY);
const SECONDS = fc
  .tuple(DAYS, fc.constantFrom(-1, 0, 0, 1))
  .map(([day, seconds]) => Math.max(0, day + seconds));
const CASES = fc.record({
  lease: fc
    .record({
      nbf: DAYS,
      exp: DAYS,
      license_end: fc.option(DAYS),
      grace: DAYS,
      sequence: fc.constantFrom(4, 5, 6),
    })
    .map(({ nbf, exp, license_end, grace }) => {
      const end = Math.max(nbf, exp);
      return {
        jti: 'activation-1.5',
        iat: nbf,
        nbf,
        exp: end,
        license_end,
        grace,
        machine_days: 14,
        refresh_after: end,
      };
    }),
  statement: fc.option(
    fc.record({
      activation: fc.constantFrom('activation-1', 'activation-1', 'activation-2'),
      sequence: fc.constantFrom(4, 5, 6),
      kind: fc.constantFrom('released', 'suspended', 'revoked'),
      effective: DAYS,
      notice: DAYS,
    }),
  ),
  now: SECONDS,
  latestDay: DAYS,
});

const table = readVectors<TokenTable>('tokens');
const vectors = table.vectors.map((vector) => ({ ...vector, token: expand(vector.token) }));
const page = readFileSync(new URL('client-sdk/VERIFYING.md', ROOT), 'utf8');

describe('the verifier in Python', function () {
  before(function () {
    requireTools(PYTHON, { skip: () => this.skip() });
  });

  /** What a script prints as JSON; it has the verifier as `q`, and the input on stdin. */
  const askPython = (script: string, input: unknown): unknown => {
    const head = `import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import quietkey_verify as q
`;
    const { stdout, stderr } = spawnSync('python3', ['-c', head + script, PYTHON_FOLDER], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(stderr).to.equal('');
    return JSON.parse(stdout);
  };

  /** Reads each vector in its context, and asks for the state at each second of its checks. */
  const DRIVER = `
given = json.load(sys.stdin)
def read(vector):
    context = given["contexts"][vector["context"]]
    root = (context["rootKey"], context["issuer"])
    if vector["type"] == "keySet":
        return q.read_key_set(vector["token"], *root, context["minimumKeySetVersion"], context["keySet"])
    read = q.read_lease if vector["type"] == "lease" else q.read_statement
    return read(vector["token"], q.read_key_set(context["keySet"], *root), context["product"])
def judge(vector):
    try:
        claims = read(vector)
        checks = [q.state_of(claims, check["now"]) for check in vector.get("checks", [])]
        granted = [q.entitlements_of(claims, check["now"]) for check in vector.get("checks", [])]
        return {"verdict": "ok", "claims": claims, "checks": checks, "granted": granted}
    except q.Refused as refused:
        return {"verdict": str(refused)}
print(json.dumps([judge(vector) for vector in given["vectors"]]))
`;
  interface Judged {
    verdict: string;
    claims?: Record<string, unknown>;
    checks?: [string, string][];
    granted?: string[][];
  }
  let judged: Judged[];
  before(() => {
    judged = askPython(DRIVER, { contexts: table.contexts, vectors }) as Judged[];
  });
  const judgedOf = (vector: TokenVector): Judged => judged[vectors.indexOf(vector)]!;

  it('accepts what the SDK accepts, with the same claims', () => {
    for (const vector of vectors.filter(
      ({ verdict, name }) => verdict === 'ok' && !name.includes('1,000 deep'),
    )) {
      const { verdict, claims } = judgedOf(vector);
      expect(verdict, vector.name).to.equal('ok');
      const absent = { lease: { machine_days: 14 }, statement: { notice: 0 }, keySet: {} };
      const signed = { ...absent[vector.type], ...vector.claims };
      if (vector.claims) expect(claims, vector.name).to.deep.include(signed);
    }
  });

  it('refuses what the SDK refuses', () => {
    // a name that is dangerous in JavaScript only
    for (const vector of vectors.filter(
      ({ verdict, name }) => verdict !== 'ok' && !name.includes('__proto__'),
    )) {
      expect(judgedOf(vector).verdict, vector.name).to.not.equal('ok');
    }
  });

  it('finds the same state at every second', () => {
    const checked = vectors.filter(
      ({ checks, context }) => checks !== undefined && context !== 'another machine',
    );
    expect(checked).to.have.length.above(5);
    for (const vector of checked) {
      const expected = vector.checks!.map(({ state, reason }) => [state, reason]);
      const { checks, granted } = judgedOf(vector);
      expect(checks, vector.name).to.deep.equal(expected);
      for (const [index, { entitlements }] of vector.checks!.entries())
        if (entitlements) expect(granted?.[index], vector.name).to.deep.equal(entitlements);
    }
  });

  it('decides as the SDK, whatever the lease, the statement and the clock', () => {
    const cases = fc.sample(CASES, { numRuns: 500, seed: 18 });
    const script = `print(json.dumps([q.state_of(row["lease"], row["now"], row["latestDay"], statement=row["statement"])
  for row in json.load(sys.stdin)]))`;
    const decided = askPython(script, cases) as [string, string][];
    cases.forEach(({ lease, statement, now, latestDay }, index) => {
      const held = { ...lease, activation: 'activation-1', sequence: 5, kid: 'k' };
      const verified = {
        lease: held,
        statement: statement ?? undefined,
        fault: undefined,
        keyRemoved: false,
        latestDay,
      };
      const { state, reason } = decideCheck(verified as unknown as VerifiedState, fromNumericDate(now), {
        kind: 'same',
      });
      expect(decided[index], JSON.stringify(cases[index])).to.deep.equal([state, reason]);
    });
    expect(new Set(decided.map((decision) => decision.join(' ')))).to.have.length.above(7);
  });

  it('makes the device tags of the frozen table', () => {
    const { tags } = readVectors<{ tags: object[] }>('device-tags');
    const script = `print(json.dumps([q.mac_tag(row["canonicalKey"], row["mac"]) if "mac" in row else
  q.install_tag(row["canonicalKey"], row["install"]) for row in json.load(sys.stdin)]))`;
    const made = askPython(script, tags) as string[];
    expect(tags.map((row, index) => ({ ...row, tag: made[index] }))).to.deep.equal(tags);
  });

  it('makes a JWK that jose takes', async () => {
    const { kid, x } = table.keys['lease']!;
    const entry = { kid, x, use: 'lease' };
    const jwk = askPython('print(json.dumps(q.jwk_of(json.load(sys.stdin))))', entry) as jose.JWK;
    const key = await jose.importJWK(jwk, 'EdDSA');
    const genuine = vectors.find(({ name }) => name === 'lease: genuine')!;
    await jose.compactVerify(genuine.token as string, key, { algorithms: ['EdDSA'] });
  });
});

describe('the sample for jose', () => {
  interface Sample {
    readKeySet(token: string, rootKey: string): Promise<KeySetClaims>;
    readLease(token: string, keySet: KeySetClaims, product: string): Promise<LeaseClaims>;
  }
  const code = /^```js\n([^]*?)^```$/m.exec(page)?.[1]?.replace(/^import .*$/gm, '') ?? '';
  const imports = '{ createHash }, { compactVerify, decodeJwt, importJWK, jwtVerify }';
  let sample: Sample;
  before(async () => {
    const AsyncFunction = async function () {}.constructor as new (
      ...parametersAndCode: string[]
    ) => (...modules: unknown[]) => Promise<Sample>;
    sample = await new AsyncFunction(imports, `${code}\nreturn { readKeySet, readLease };`)(crypto, jose);
  });

  /** Where the SDK is stricter: the spelling of a token, and claims that the sample does not read. */
  const STRICTER = new Set([
    'gate_too_long',
    'gate_signature_length',
    'header_malformed',
    'gate_encoding',
    'header_members',
    'payload_malformed',
    'claims_malformed',
  ]);
  /** Two spellings of the type that are the same media type for jose. */
  const SAME_TYPE = /typ "(?:QUIETKEY-LEASE\+JWT|application\/quietkey-lease\+jwt)"$/;
  /** Valid tokens that the server does not sign. */
  const NOT_SIGNED = ["lease: RFC 9864's name of the algorithm", 'lease: nbf in the second of exp'];

  it('accepts every lease that the server signs, and no other but by its spelling', async () => {
    const leases = vectors.filter(({ type, token }) => type === 'lease' && typeof token === 'string');
    for (const { name, verdict, context, token } of leases) {
      const { keySet, rootKey, product, issuer } = table.contexts[context]!;
      const set = await sample.readKeySet(keySet!, rootKey);
      expect(set.iss).to.equal(issuer);
      const isTaken = await sample.readLease(token as string, set, product).then(
        () => true,
        () => false,
      );
      if (SAME_TYPE.test(name)) continue;
      if (verdict === 'ok') expect(isTaken, name).to.equal(!NOT_SIGNED.includes(name));
      else if (isTaken) expect(STRICTER, `${name}: ${verdict}`).to.include(verdict);
    }
  });

  it('accepts no key set of another root', async () => {
    const { keySet } = table.contexts['plain']!;
    const other = table.contexts['another root']!.rootKey;
    const error = await sample.readKeySet(keySet!, other).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
  });
});

describe('the page on verifying', () => {
  it('counts the tokens of the table, and names every type, claim and limit', () => {
    expect(page).to.include(`has ${table.vectors.length} tokens`);
    const { lease } = table.claimNames;
    for (const claim of lease.filter((name) => name !== 'refresh_after'))
      expect(page, claim).to.include(`\`${claim}\``);
    expect(page).to.include('`refresh_after`');
  });
});
