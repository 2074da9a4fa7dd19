/**
 * The rows of downloads: the page with the links of a license, and the links themselves. A link is opened by anyone who has
 * it, since a program that resumes a download has no cookie.
 */

import { downloadsPage } from '../pages/renewal/downloads.ts';
import { PATHS } from '../html/paths.ts';
import { route } from '../route/route.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { operations } from '../../domain/operations.ts';

const CUSTOMER = 'customer';

const DOWNLOADS = route({
  path: PATHS.downloads,
  enter: 'customer',
  show: async ({ dependencies, who, path, frame }) => {
    const { license = '' } = path;
    const files = dependencies.downloads?.list() ?? [];
    const asked = { account: who.account, license, files };
    const shown = await dependencies.run(operations.renewal.offerDownloads, asked, CUSTOMER);
    return { page: downloadsPage({ license, ...shown }, frame) };
  },
});

const DOWNLOAD = route({
  path: PATHS.download,
  enter: 'anyone',
  show: async ({ dependencies: { run, downloads }, path }) => {
    const { download: id = '', ticket = '' } = path;
    const files = downloads?.list() ?? [];
    const found = await run(operations.renewal.openDownload, { id, ticket, files }, CUSTOMER);
    if (downloads === undefined || !(await downloads.isWhole(found))) return refuse('download_late');
    const { folder } = downloads;
    return {
      download: { folder, name: found.file, sha256: found.sha256, started: () => downloads.count(found) },
    };
  },
});

export const DOWNLOAD_ROUTES = [DOWNLOADS, DOWNLOAD];
