/** The links on the page of a license to what the customer can do with the license itself. */

import type { Role } from '../../../domain/ownership/access.ts';
import { html, type Html } from '../../../web/html.ts';
import { PATHS, pathTo } from '../../html/paths.ts';
import type { Texts } from '../../../texts/texts.ts';

interface Linked {
  readonly license: string;
  readonly role: Role;
  /** The id of the customer among the members; null: the customer is the owner. */
  readonly memberId: string | null;
  /** Whether the vendor offers files. */
  readonly hasDownloads?: boolean;
}

/** The links to the downloads, to the members, to a coupon and to a transfer, or for a plain member the link to leave the license. */
export function licenseLinks({ license, role, memberId, hasDownloads }: Linked, texts: Texts): Html {
  const { license: text, transfer, coupon, downloads } = texts;
  const files =
    hasDownloads === true &&
    html`<p><a href="${pathTo(PATHS.downloads, { license })}">${downloads.link}</a></p>`;
  if (role === 'member')
    return html`${files}
      <p>
        <a href="${pathTo(PATHS.member, { license, member: memberId ?? '' })}">${text.leave}</a>
      </p>`;
  return html`${files}
    <p><a href="${pathTo(PATHS.members, { license })}">${text.toMembers}</a></p>
    ${
      role === 'owner' &&
      html`<p><a href="${pathTo(PATHS.coupon, { license })}">${coupon.link}</a></p>
        <p><a href="${pathTo(PATHS.transfer, { license })}">${transfer.link}</a></p>`
    }`;
}
