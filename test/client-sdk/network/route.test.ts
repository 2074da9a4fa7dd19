/**
 * The way to the license server: what the option `proxy` and the environment name, what `NO_PROXY` excludes, and who
 * sends then. `NO_PROXY` is compared with an oracle that counts bits and labels.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { isExcluded } from '../../../client-sdk/typescript/network/proxy-environment.ts';
import { readProxy } from '../../../client-sdk/typescript/network/proxy.ts';
import { decideRoute } from '../../../client-sdk/typescript/network/route.ts';

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('the address of a proxy', () => {
  const CASES: [text: string, expected: string | undefined, authorization?: string][] = [
    ['http://proxy.example:8080', 'http proxy.example 8080'],
    ['http://proxy.example:8080/', 'http proxy.example 8080'],
    ['HTTP://Proxy.Example', 'http proxy.example 80'],
    ['https://proxy.example', 'https proxy.example 443'],
    ['https://proxy.example:3129', 'https proxy.example 3129'],
    ['proxy.example:3128', 'http proxy.example 3128'],
    ['10.1.2.3:3128', 'http 10.1.2.3 3128'],
    ['http://[fd00::1]:3128', 'http fd00::1 3128'],
    ['http://ada:secret@proxy.example:8080', 'http proxy.example 8080', 'ada:secret'],
    ['ada:secret@proxy.example:8080', 'http proxy.example 8080', 'ada:secret'],
    ['http://ada@proxy.example', 'http proxy.example 80', 'ada:'],
    ['http://OFFICE%5Cada:p%40ss%3Aw%23rd@proxy.example', 'http proxy.example 80', 'OFFICE\\ada:p@ss:w#rd'],
    ['http://ada:Gr%C3%BC%C3%9Fe@proxy.example', 'http proxy.example 80', 'ada:Grüße'],
    ['http://ada:p@ss@proxy.example', 'http proxy.example 80', 'ada:p@ss'],
    ['http://ada:100%@proxy.example', 'http proxy.example 80', 'ada:100%'],
    ['socks5://proxy.example:1080', undefined],
    ['socks://127.0.0.1:9050', undefined],
    ['ftp://proxy.example', undefined],
    ['http://', undefined],
    ['http://proxy.example:99999', undefined],
    ['http://a b', undefined],
    ['http://wpad.example/wpad.dat', undefined],
    ['', undefined],
  ];
  for (const [text, expected, credentials] of CASES) {
    it(`“${text}” is ${expected ?? 'none'}`, () => {
      const proxy = readProxy(text);
      const seen = proxy && `${proxy.isSecure ? 'https' : 'http'} ${proxy.host} ${proxy.port}`;
      expect([seen, proxy?.authorization]).to.deep.equal([expected, credentials && basic(credentials)]);
    });
  }
});

describe('NO_PROXY', () => {
  const CASES: [list: string, host: string, excluded: boolean][] = [
    ['', 'license.example', false],
    ['*', 'license.example', true],
    ['license.example', 'license.example', true],
    ['LICENSE.Example', 'license.example', true],
    ['example', 'license.example', true],
    ['.example', 'license.example', true],
    ['*.example', 'license.example', true],
    ['.license.example', 'license.example', true],
    ['xample', 'license.example', false],
    ['cense.example', 'license.example', false],
    ['a.license.example', 'license.example', false],
    ['license.example.', 'license.example', true],
    ['license.example', 'license.example.', true],
    ['license.example:443', 'license.example', true],
    ['license.example:8443', 'license.example', false],
    ['license.example:8443', 'license.example:8443', true],
    ['.example:443', 'license.example:8443', false],
    ['a.example, license.example', 'license.example', true],
    ['a.example license.example', 'license.example', true],
    [' , ,a.example', 'license.example', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3:443', '10.1.2.3', true],
    ['10.1.2.3:444', '10.1.2.3', false],
    ['10.1.2.30', '10.1.2.3', false],
    ['2.3', '10.1.2.3', false],
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3/8', '10.255.0.1', true],
    ['192.168.4.0/23', '192.168.5.9', true],
    ['192.168.4.0/23', '192.168.6.9', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['10.0.0.0/33', '10.0.0.1', false],
    ['10.0.0.0/', '10.0.0.1', false],
    ['10.0.0/8', '10.0.0.1', false],
    ['10.0.0.0/8', 'license.example', false],
    ['fd00::/8', '[fd12::7]', true],
    ['fd00::/8', '[fe80::7]', false],
    ['fd12::7', '[fd12:0::7]', true],
    ['[fd12::7]', '[fd12::7]', true],
    ['[fd12::7]:443', '[fd12::7]', true],
    ['[fd12::7]:444', '[fd12::7]', false],
    ['10.0.0.0/8', '[::ffff:10.0.0.1]', true],
    ['[', 'license.example', false],
    ['https://license.example', 'license.example', false],
  ];
  for (const [list, host, excluded] of CASES) {
    it(`“${list}” ${excluded ? 'excludes' : 'does not exclude'} ${host}`, () => {
      expect(isExcluded(new URL(`https://${host}/`), list)).to.equal(excluded);
    });
  }

  const octets = fc.tuple(...[0, 1, 2, 3].map(() => fc.nat(255)));
  const bitsOf = (address: readonly number[]): string =>
    address.map((octet) => octet.toString(2).padStart(8, '0')).join('');

  it('compares ranges bit by bit', () => {
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (host, network, bits) => {
        const near = [...network.slice(0, 3), host[3] ?? 0]; // often in the range
        for (const address of [host, near]) {
          const expected = bitsOf(address).slice(0, bits) === bitsOf(network).slice(0, bits);
          const url = new URL(`https://${address.join('.')}`);
          expect(isExcluded(url, `a.example,${network.join('.')}/${bits}`)).to.equal(expected);
        }
      }),
    );
  });

  it('compares names label by label', () => {
    const name = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(name, name, fc.constantFrom('', '.', '*.'), (host, entry, prefix) => {
        const expected = entry.every((label, index) => host.at(index - entry.length) === label);
        expect(isExcluded(new URL(`https://${host.join('.')}`), prefix + entry.join('.'))).to.equal(
          expected && entry.length <= host.length,
        );
      }),
    );
  });
});

describe('the route', () => {
  const SERVER = 'https://license.example';
  const proxied = (port: number): string => `sdk, proxy.example:${port}`;
  type Row = [
    title: string,
    environment: Record<string, string>,
    expected: string,
    options?: { server?: string; proxy?: string | false; ca?: true },
  ];
  const CASES: Row[] = [
    ['nothing set', {}, 'runtime'],
    ['a certificate', {}, 'sdk, directly', { ca: true }],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy.example:1' }, proxied(1)],
    ['https_proxy', { https_proxy: 'http://proxy.example:1' }, proxied(1)],
    ['ALL_PROXY', { ALL_PROXY: 'http://proxy.example:2' }, proxied(2)],
    ['all_proxy', { all_proxy: 'http://proxy.example:2' }, proxied(2)],
    ['HTTP_PROXY', { HTTP_PROXY: 'http://proxy.example:3' }, proxied(3)],
    ['http_proxy', { http_proxy: 'http://proxy.example:3' }, proxied(3)],
    ['both cases', { HTTPS_PROXY: 'proxy.example:1', https_proxy: 'proxy.example:2' }, proxied(2)],
    ['an empty lower case', { HTTPS_PROXY: 'proxy.example:1', https_proxy: ' ' }, proxied(1)],
    [
      'all three',
      { HTTP_PROXY: 'proxy.example:3', ALL_PROXY: 'proxy.example:2', HTTPS_PROXY: 'proxy.example:1' },
      proxied(1),
    ],
    ['all but https', { HTTP_PROXY: 'proxy.example:3', ALL_PROXY: 'proxy.example:2' }, proxied(2)],
    ['SOCKS and http', { ALL_PROXY: 'socks5://proxy.example:9', HTTP_PROXY: 'proxy.example:3' }, proxied(3)],
    ['SOCKS alone', { ALL_PROXY: 'socks5://ada:secret@proxy.example:9' }, 'none, ALL_PROXY: socks5'],
    [
      'SOCKS and a certificate',
      { all_proxy: 'SOCKS5H://proxy.example' },
      'none, ALL_PROXY: socks5h',
      { ca: true },
    ],
    ['SOCKS without slashes', { HTTPS_PROXY: 'socks4:proxy.example' }, 'none, HTTPS_PROXY: socks4'],
    ['a script', { HTTPS_PROXY: 'http://wpad.example/proxy.pac' }, 'none, HTTPS_PROXY: a script (PAC)'],
    [
      'a script by its scheme',
      { HTTP_PROXY: 'pac+https://wpad.example/p' },
      'none, HTTP_PROXY: a script (PAC)',
    ],
    ['a script in a file', { HTTPS_PROXY: 'file:///etc/proxy' }, 'none, HTTPS_PROXY: a script (PAC)'],
    ['no address', { HTTPS_PROXY: 'http://' }, 'none, HTTPS_PROXY: no address'],
    ['SOCKS and NO_PROXY', { ALL_PROXY: 'socks5://proxy.example', NO_PROXY: '.example' }, 'sdk, directly'],
    [
      'SOCKS and no proxy by option',
      { ALL_PROXY: 'socks5://proxy.example' },
      'sdk, directly',
      { proxy: false },
    ],
    ['SOCKS and the option', { ALL_PROXY: 'socks5://p' }, proxied(5), { proxy: 'proxy.example:5' }],
    ['SOCKS and this machine', { ALL_PROXY: 'socks5://p' }, 'sdk, directly', { server: 'http://127.0.0.1' }],
    ['a proxy and NO_PROXY', { HTTPS_PROXY: 'proxy.example:1', NO_PROXY: '.example' }, 'sdk, directly'],
    ['a proxy and no_proxy', { HTTPS_PROXY: 'proxy.example:1', no_proxy: '*' }, 'sdk, directly'],
    ['another NO_PROXY', { HTTPS_PROXY: 'proxy.example:1', NO_PROXY: 'intranet' }, proxied(1)],
    ['NO_PROXY alone', { NO_PROXY: '*' }, 'runtime'],
    ['the option', {}, proxied(5), { proxy: 'http://proxy.example:5' }],
    [
      'the option before the environment',
      { HTTPS_PROXY: 'proxy.example:1' },
      proxied(5),
      { proxy: 'proxy.example:5' },
    ],
    ['the option, whatever NO_PROXY says', { NO_PROXY: '*' }, proxied(5), { proxy: 'proxy.example:5' }],
    ['no proxy by option', { HTTPS_PROXY: 'proxy.example:1' }, 'sdk, directly', { proxy: false }],
    ...[
      'http://127.0.0.1:8787',
      'http://localhost',
      'https://localhost',
      'https://127.9.9.9',
      'https://[::1]:8443',
    ].flatMap((server): Row[] => [
      [server, {}, 'sdk, directly', { server }],
      [
        `${server} and a proxy`,
        { HTTPS_PROXY: 'proxy.example:1', HTTP_PROXY: 'proxy.example:3' },
        'sdk, directly',
        { server },
      ],
      [`${server} and the option`, {}, 'sdk, directly', { server, proxy: 'proxy.example:5' }],
    ]),
  ];
  for (const [title, environment, expected, { server = SERVER, proxy, ca } = {}] of CASES) {
    it(`with ${title}: ${expected}`, () => {
      const options = {
        proxy: typeof proxy === 'string' ? readProxy(proxy) : proxy,
        authority: ca && (() => []),
      };
      const route = decideRoute(new URL(server), options, (name) => environment[name]);
      const seen =
        route.by === 'runtime'
          ? 'runtime'
          : route.by === 'none'
            ? `none, ${route.variable}: ${route.found}`
            : `sdk, ${route.proxy ? `${route.proxy.host}:${route.proxy.port}` : 'directly'}`;
      expect(seen).to.equal(expected);
    });
  }
});
