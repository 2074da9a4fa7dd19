/**
 * The bill of materials of a packed server, in CycloneDX 1.5: every package that it loads, with version, license and the
 * SHA-512 of its archive, as the lock file lists them. The same packages give the same text, so it has neither a time nor
 * a serial number. `npm sbom --omit dev` leaves out packages that a tool needs as well (`findings/npm-sbom-omits.sh`).
 */

/** A package as the lock file lists it. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  /** The Subresource Integrity of its archive, `sha512-` and base64. */
  readonly integrity?: string;
}

export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const SHA_512 = 'sha512-';

/**
 * The text of the bill of materials.
 * @param packages the packages by their paths below the root, such as `node_modules/pg`
 */
export function billOfMaterials(product: Product, packages: Readonly<Record<string, LockedPackage>>): string {
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
