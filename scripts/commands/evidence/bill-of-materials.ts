/**
 * The bills of materials of server and SDK, in CycloneDX 1.5: every package that each loads, with version, license and the
 * SHA-512 of its archive, as the lock file lists them. The same packages give the same text, so a bill has neither a time
 * nor a serial number. `npm sbom --omit dev` leaves out packages that a tool needs as well (`findings/npm-sbom-omits.sh`).
 */

import { isThere } from '../../../client-sdk/typescript/primitives/files.ts';
import { programFile, readProgramFile } from './program-folder.ts';

/** A package as the lock file lists it. */
interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  /** The Subresource Integrity of its archive, `sha512-` and base64. */
  readonly integrity?: string;
}

interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface Locked {
  readonly packages: Readonly<
    Record<string, LockedPackage & { dev?: boolean; devOptional?: boolean; link?: boolean }>
  >;
}

const SHA_512 = 'sha512-';
const SDK = 'client-sdk/typescript';

/** The files of the bills, which a packed server has. */
const BILLS = { server: 'sbom.cdx.json', sdk: 'sbom-sdk.cdx.json' };

/** The bills by the names of their files: those of a packed server, or made from the lock file of a checkout. */
export function readBills(): Readonly<Record<string, string>> {
  if (!isThere(programFile(BILLS.server))) return makeBills();
  return Object.fromEntries(Object.values(BILLS).map((file) => [file, readProgramFile(file)]));
}

/** Makes the bills from the lock file, by the names of their files. The SDK has no package but itself. */
export function makeBills(): Readonly<Record<string, string>> {
  const installed = Object.entries(packagesOfServer()).filter(([path]) => isThere(programFile(path)));
  return {
    [BILLS.server]: billOfMaterials(productOf('package.json'), Object.fromEntries(installed)),
    [BILLS.sdk]: billOfMaterials(productOf(`${SDK}/package.json`), {}),
  };
}

/** The packages that a server loads, by their folders, as the lock file lists them. */
export function packagesOfServer(): Readonly<Record<string, LockedPackage>> {
  const { packages } = JSON.parse(readProgramFile('package-lock.json')) as Locked;
  return Object.fromEntries(
    Object.entries(packages).filter(
      ([path, { dev, devOptional, link }]) =>
        path.startsWith('node_modules/') && !dev && !devOptional && !link,
    ),
  );
}

function productOf(path: string): Product {
  return JSON.parse(readProgramFile(path)) as Product;
}

/**
 * The text of the bill of materials.
 * @param packages the packages by their paths below the root, such as `node_modules/pg`
 */
function billOfMaterials(product: Product, packages: Readonly<Record<string, LockedPackage>>): string {
  const components = new Map(
    Object.entries(packages).map(([path, entry]) => {
      const component = componentOf({ name: nameOf(path), ...entry }, 'library');
      return [component.purl, component];
    }),
  );
  const application = componentOf(product, 'application');
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: application },
    components: [...components.values()],
    dependencies: [{ ref: application.purl, dependsOn: [...components.keys()] }],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function nameOf(path: string): string {
  return path.split('node_modules/').at(-1) ?? path;
}

function componentOf(
  { name, version = '', license, integrity }: LockedPackage & { readonly name: string },
  type: 'library' | 'application',
) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type,
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    ...(integrity?.startsWith(SHA_512)
      ? { hashes: [{ alg: 'SHA-512', content: hexOf(integrity.slice(SHA_512.length)) }] }
      : {}),
  };
}

/** A license by its SPDX id, or an expression of several. */
function licenseOf(license: string): object {
  return /^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license };
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
