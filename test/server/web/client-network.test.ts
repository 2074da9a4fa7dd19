// The network of a client: what of an address may be kept, and who is believed about it.

import { expect } from 'chai';
import fc from 'fast-check';
import { networkReader } from '../../../server/web/client-network.ts';
import { rounds } from '../../support/rounds.ts';
import { cpuMilliseconds } from '../../support/cpu-time.ts';

const prefixOf = (address: string) => networkReader([])(address, undefined).prefix;

const PREFIXES: readonly [title: string, address: string, prefix: string | null][] = [
  ['IPv4', '203.0.113.77', '203.0.113.0/24'],
  ['a public address beside a private network', '172.32.0.1', '172.32.0.0/24'],
  ['IPv4 with a port', '203.0.113.77:50123', '203.0.113.0/24'],
  ['spaces', ' 203.0.113.77 ', '203.0.113.0/24'],
  ['IPv6', '2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['IPv6 in brackets', '[2001:db8:1::9]', '2001:db8:1::/48'],
  ['IPv6 in brackets with a port', '[2001:db8:1::9]:443', '2001:db8:1::/48'],
  ['IPv6 in capitals with leading zeros', '2001:0DB8:00A1:0::1', '2001:db8:a1::/48'],
  ['a last group of zeros', '2001:db8:0:1::1', '2001:db8::/48'],
  ['a middle group of zeros', '2001:0:7:1::1', '2001:0:7::/48'],
  ['IPv6 with a zone', '2001:db8:1::1%eth0', '2001:db8:1::/48'],
  ['IPv4-mapped', '::ffff:203.0.113.77', '203.0.113.0/24'],
  ['IPv4-mapped in hex', '0:0:0:0:0:FFFF:cb00:714d', '203.0.113.0/24'],
  ['6to4', '2002:cb00:714d:1::1', '203.0.113.0/24'],
  ['NAT64', '64:ff9b::203.0.113.77', '203.0.113.0/24'],
  ['NAT64 in hex', '64:ff9b::cb00:714d', '203.0.113.0/24'],
  ['NAT64 with a zone', '64:ff9b::203.0.113.77%eth0', '203.0.113.0/24'],
  ['IPv4-mapped in hex with a zone', '::ffff:cb00:714d%eth0', '203.0.113.0/24'],
  [
    'Teredo: half of its server, and nothing of its client',
    '2001:0:cb00:7101:0:f227:34ff:8eb2',
    '2001:0:cb00::/48',
  ],
  ['IPv4-compatible', '::203.0.113.77', null],
  ['IPv4-compatible in hex', '::cb00:714d', null],
  ['IPv4-compatible with a zone', '::203.0.113.77%eth0', null],
  ['IPv4-translated (RFC 2765)', '::ffff:0:203.0.113.77', null],
  ['beside NAT64', '64:ff9b:0:0:0:1:cb00:714d', null],
  ['private 10', '10.1.2.3', null],
  ['private 172.16', '172.31.255.255', null],
  ['private 192.168', '192.168.1.1', null],
  ['loopback', '127.8.9.1', null],
  ['loopback of IPv6', '::1', null],
  ['unspecified', '0.0.0.0', null],
  ['unspecified of IPv6', '::', null],
  ['link-local', '169.254.10.1', null],
  ['link-local of IPv6 with a zone', 'fe80::1%eth0', null],
  ['carrier-grade NAT', '100.64.0.1', null],
  ['unique local', 'fd12:3456:789a::1', null],
  ['site-local', 'fec0::1', null],
  ['multicast', '224.0.0.251', null],
  ['multicast of IPv6', 'ff02::fb', null],
  ['reserved', '250.1.1.1', null],
  ['broadcast', '255.255.255.255', null],
  ['private inside IPv4-mapped', '::ffff:192.168.1.1', null],
  ['private inside 6to4', '2002:0a01:0203::1', null],
  ['loopback inside NAT64', '64:ff9b::7f00:1', null],
  ['local-use NAT64', '64:ff9b:1::a00:1', null],
  ['a name', 'localhost', null],
  ['the word unknown', 'unknown', null],
  ['an obfuscated name', '_hidden', null],
  ['nothing', '', null],
  ['octal', '0203.0.113.77', null],
  ['octal inside IPv4-mapped', '::ffff:0203.0.113.77', null],
  ['hex', '0xcb.0.113.77', null],
  ['three parts', '203.0.113', null],
  ['a number', '3405803853', null],
  ['five parts', '1.2.3.4.5', null],
  ['a script', '<script>', null],
  ['an open bracket', '[2001:db8::1', null],
];

describe('the network prefix', () => {
  for (const [title, address, prefix] of PREFIXES) {
    it(`of ${title}: ${prefix ?? 'nothing'}`, () => {
      expect(prefixOf(address)).to.equal(prefix);
    });
  }
  it('never holds a whole IPv4 address that an IPv6 address embeds', () => {
    const embeddings: ((high: string, low: string, dotted: string) => string)[] = [
      (high, low) => `2002:${high}:${low}::1`,
      (high, low) => `2001:0:${high}:${low}::1`,
      (high, low) => `::${high}:${low}`,
      (_high, _low, dotted) => `::${dotted}`,
      (_high, _low, dotted) => `::ffff:${dotted}`,
      (_high, _low, dotted) => `::ffff:0:${dotted}`,
      (_high, _low, dotted) => `64:ff9b::${dotted}`,
      (_high, _low, dotted) => `64:ff9b:1::${dotted}`,
      (high, low) => `2001:db8:${high}:${low}::1`,
    ];
    const octets = fc.tuple(...Array<fc.Arbitrary<number>>(4).fill(fc.integer({ min: 1, max: 255 })));
    fc.assert(
      fc.property(octets, fc.constantFrom(...embeddings), ([a = 0, b = 0, c = 0, d = 0], embed) => {
        const low = ((c << 8) | d).toString(16);
        const prefix = prefixOf(embed(((a << 8) | b).toString(16), low, [a, b, c, d].join('.'))) ?? '';
        // a whole one takes two groups, or four octets of which the last is not zero
        expect(prefix).to.match(/^(?:[0-9.]+\.0\/24|2001:(?:0|db8):[0-9a-f]+::\/48|)$/);
      }),
      { numRuns: rounds(5_000) },
    );
  });
  it('is never longer than it may be, and is canonical', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string({ maxLength: 60 }));
    fc.assert(
      fc.property(address, (text) => {
        const prefix = prefixOf(text);
        if (prefix === null) return;
        expect(prefix).to.match(/^(?:\d+\.\d+\.\d+\.0\/24|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,2}::\/48)$/);
        expect(prefixOf(prefix.replace(/\/\d+$/, ''))).to.equal(prefix);
      }),
      { numRuns: rounds(20_000) },
    );
  });
});

/** The forms in which proxies write an address, beside the plain one. */
const WRITTEN: readonly [title: string, write: (address: string) => string][] = [
  ['with a port', (address) => `${address}:50123`],
  ['with the highest port', (address) => `${address}:65535`],
  ['in brackets', (address) => `[${address}]`],
  ['in brackets with a port', (address) => `[${address}]:443`],
  ['in double quotes', (address) => `"${address}"`],
  ['in double quotes, with brackets and a port', (address) => `"[${address}]:4711"`],
  ['in single quotes', (address) => `'${address}'`],
  ['in quotes, with a port', (address) => `"${address}:50123"`],
  ['in quotes with spaces', (address) => `" ${address} "`],
  ['with a comma behind it', (address) => `${address},`],
  ['with a comma and a space behind it', (address) => `${address}, `],
  ['between commas', (address) => `,${address},,`],
  ['after two commas', (address) => `8.8.8.8,, ${address}`],
  ['before an empty entry of tabs', (address) => `${address},\t,`],
  ['in capitals, with tabs', (address) => `\t${address.toUpperCase()}\t`],
];

describe('an address as proxies write it', () => {
  const read = networkReader(['127.0.0.1']);
  for (const [title, write] of WRITTEN) {
    it(`${title} is the address`, () => {
      for (const address of [
        '203.0.113.77',
        '2001:db8:1::9',
        '2001:db8:1:2:3:4:5:6',
        '::ffff:203.0.113.77',
      ]) {
        expect(read('127.0.0.1', write(address)), write(address)).to.deep.equal(read('127.0.0.1', address));
      }
    });
    it(`${title} is the same network for every address`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
          expect(read('127.0.0.1', write(address))).to.deep.equal(read('127.0.0.1', address));
        }),
        { numRuns: rounds(1_000) },
      );
    });
  }
});

describe('clients that cannot be read', () => {
  const origins = (
    trusted: string[],
    asked: readonly (readonly [string | undefined, string | undefined])[],
  ) => asked.map(([socket, chain]) => networkReader(trusted)(socket, chain));

  it('never share an origin: those that a proxy does not tell apart have none', () => {
    const nobody = { prefix: null, origin: null };
    const unnamed = [
      ['127.0.0.1', undefined],
      ['127.0.0.1', ''],
      ['127.0.0.1', ' , ,'],
      ['127.0.0.1', 'unknown'],
      ['127.0.0.1', '"Unknown"'],
      ['127.0.0.1', '203.0.113.7, unknown:4711'],
      [undefined, '203.0.113.7'],
      ['', undefined],
    ] as const;
    for (const network of origins(['127.0.0.1'], unnamed)) expect(network).to.deep.equal(nobody);
  });

  it('are distinguished by what the proxy wrote, and by the proxy', () => {
    const read = origins(
      ['127.0.0.1', '10.0.0.0/8'],
      [
        ['127.0.0.1', '_hidden'],
        ['127.0.0.1', '_other'],
        ['10.0.0.3', '_hidden'],
        ['127.0.0.1', '_hidden, 10.0.0.3'],
        ['127.0.0.1', '203.0.113.9, _HIDDEN:4711'],
      ],
    );
    expect(read.map(({ prefix }) => prefix)).to.deep.equal([null, null, null, null, null]);
    const [first, other, viaProxy, viaProxies, again] = read.map(({ origin }) => origin);
    expect(new Set([first, other, viaProxy]).size).to.equal(3);
    expect([viaProxies, again]).to.deep.equal([viaProxy, first]);
  });

  it('share no origin, whatever is written', () => {
    const entry = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.constantFrom('2001:db8::zz', '1.2.3', '300.1.1.1', 'host.example', '[::1', 'fe80::1::2'),
    );
    const read = networkReader(['127.0.0.1']);
    const known = (text: string) => text.trim().toLowerCase();
    fc.assert(
      fc.property(entry, entry, (text, other) => {
        fc.pre(known(text) !== known(other) && !/[,:'"[\]]/.test(text + other));
        const [first, second] = [read('127.0.0.1', text), read('127.0.0.1', other)];
        fc.pre(first.prefix === null && second.prefix === null);
        if (first.origin !== null) expect(first.origin).to.not.equal(second.origin);
      }),
      { numRuns: rounds(5_000) },
    );
  });

  it('are the leftmost proxy where every entry is a trusted address', () => {
    const [client] = origins(['10.0.0.0/8'], [['10.0.0.3', '10.1.2.3, 10.0.0.4']]);
    expect(client).to.deep.equal({ prefix: null, origin: '10.1.2.3' });
  });

  it('are not one client behind a proxy on this machine that is not trusted', () => {
    const [proxied, direct, elsewhere] = origins(
      [],
      [
        ['127.0.0.1', '203.0.113.7'],
        ['127.0.0.1', undefined],
        ['192.0.2.9', '203.0.113.7'],
      ],
    );
    expect([proxied?.origin, direct?.origin, elsewhere?.origin]).to.deep.equal([
      null,
      '127.0.0.1',
      '192.0.2.0/24',
    ]);
  });

  it('are reported, and clients that are read are not', () => {
    let reports = 0;
    const read = networkReader(['127.0.0.1'], () => (reports += 1));
    for (const chain of ['203.0.113.7', '203.0.113.7,', '"[2001:db8::1]:80"']) read('127.0.0.1', chain);
    expect(reports).to.equal(0);
    for (const chain of ['unknown', '_hidden', undefined]) read('127.0.0.1', chain);
    expect(reports).to.equal(3);
  });
});

describe('the chain of proxies', () => {
  const CLIENT = '203.0.113.77';
  const NETWORK = '203.0.113.0/24';
  const cases: readonly [
    title: string,
    trusted: string[],
    socket: string | undefined,
    chain: string | undefined,
    network: string | null,
  ][] = [
    ['none is trusted by default', [], '198.51.100.1', CLIENT, '198.51.100.0/24'],
    ['not even on loopback', [], '127.0.0.1', CLIENT, null],
    ['a trusted one is believed', ['127.0.0.1'], '127.0.0.1', CLIENT, NETWORK],
    ['by its network', ['10.0.0.0/8'], '10.9.8.7', CLIENT, NETWORK],
    ['by its IPv6 network', ['fd00::/8'], 'fd00::7', CLIENT, NETWORK],
    ['seen as IPv4-mapped', ['10.0.0.0/8'], '::ffff:10.9.8.7', CLIENT, NETWORK],
    ['another one is not', ['10.0.0.0/8'], '198.51.100.1', CLIENT, '198.51.100.0/24'],
    ['an IPv6 peer is not an IPv4 network', ['0.0.0.0/0'], '2001:db8:5::1', CLIENT, '2001:db8:5::/48'],
    [
      'what stands further left was written by the client',
      ['127.0.0.1'],
      '127.0.0.1',
      `8.8.8.8, ${CLIENT}`,
      NETWORK,
    ],
    ['two trusted proxies', ['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', `8.8.8.8,${CLIENT}, 10.0.0.3`, NETWORK],
    ['6to4 of a trusted one is another', ['10.0.0.0/8'], '2002:a00:7::1', CLIENT, null],
    ['IPv4-compatible of a trusted one is another', ['10.0.0.0/8'], '::10.0.0.7', CLIENT, null],
    ['by an address with a zone', ['fe80::1%eth0'], 'fe80::1%eth1', CLIENT, NETWORK],
    ['by an IPv4-compatible network', ['::10.0.0.0/104'], '10.0.0.7', CLIENT, null],
    ['a gap in the trust', ['127.0.0.1'], '127.0.0.1', `${CLIENT}, 10.0.0.3`, null],
    ['with a port', ['127.0.0.1'], '127.0.0.1', `${CLIENT}:4711`, NETWORK],
    ['in brackets with a port', ['127.0.0.1'], '127.0.0.1', '[2001:db8:1::1]:4711', '2001:db8:1::/48'],
    ['unreadable where it counts', ['127.0.0.1'], '127.0.0.1', `${CLIENT}, unknown`, null],
    ['unreadable further left', ['127.0.0.1'], '127.0.0.1', `nonsense, ${CLIENT}`, NETWORK],
    ['a trusted proxy that names nobody', ['127.0.0.1'], '127.0.0.1', undefined, null],
    ['an empty header', ['127.0.0.1'], '127.0.0.1', '', null],
    ['no address at all', ['127.0.0.1'], undefined, CLIENT, null],
  ];
  for (const [title, trusted, socket, chain, network] of cases) {
    it(title, () => expect(networkReader(trusted)(socket, chain).prefix).to.equal(network));
  }
  it('gives one origin to every spelling of a private address', () => {
    const origins = ['fd00::1', 'FD00:0::0001', '[fd00::1%eth0]:80'].map(
      (text) => networkReader([])(text, '').origin,
    );
    expect(origins).to.deep.equal(['fd00::1', 'fd00::1', 'fd00::1']);
  });
  it('of 1,000 entries is read as fast as one of twenty', async () => {
    const read = networkReader(['127.0.0.1']);
    const chain = `${'8.8.8.8, '.repeat(999)}${CLIENT}`;
    expect(read('127.0.0.1', chain).prefix).to.equal(NETWORK);
    expect(await cpuMilliseconds(() => read('127.0.0.1', chain))).to.be.below(5);
  });
  it('is the same whichever peer was there before', () => {
    const proxies = ['127.0.0.0/8', '10.0.0.7'];
    const peer = fc.constantFrom(
      '127.0.0.1',
      '127.0.0.2',
      '10.0.0.7',
      '10.0.0.8',
      '8.8.8.8',
      '::1',
      '?',
      undefined,
    );
    const chain = fc.constantFrom(CLIENT, `${CLIENT}, 10.0.0.7`, 'unknown', '', undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(peer, chain)), (requests) => {
        const read = networkReader(proxies);
        for (const request of requests)
          expect(read(...request)).to.deep.equal(networkReader(proxies)(...request));
      }),
      { numRuns: rounds(2_000) },
    );
  });
  it('gives nothing longer than the prefix, whatever is written', () => {
    const entry = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 40 }));
    fc.assert(
      fc.property(entry, fc.array(entry, { maxLength: 30 }), (socket, chain) => {
        const read = networkReader(['127.0.0.0/8', '10.0.0.0/8', '::/1']);
        const { prefix } = read(socket, chain.join(', '));
        if (prefix !== null) expect(prefix).to.match(/^[0-9.]+\.0\/24$|^[0-9a-f:]{2,16}::\/48$/);
      }),
      { numRuns: rounds(5_000) },
    );
  });
});
