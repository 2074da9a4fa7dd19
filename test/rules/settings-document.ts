/**
 * The lists of settings in OPERATIONS.md, between their markers. `npm run docs:settings` writes them from the table of
 * settings, and a test compares them with it.
 */

import { describeSettings, type SettingGroup } from '../../server/config/settings.ts';

export const DOCUMENT = 'OPERATIONS.md';
const MARKERS: Readonly<Record<SettingGroup, string>> = { server: 'settings', mailer: 'mailer settings' };
const GROUPS = ['server', 'mailer'] as const;

/** The document with its lists as the table of settings has them. @throws Error where a marker is missing */
export function withSettings(document: string): string {
  return GROUPS.reduce((text, group) => {
    const [begin, end] = [`<!-- ${MARKERS[group]} -->`, `<!-- /${MARKERS[group]} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`${DOCUMENT} has no ${begin} … ${end}`);
    return `${text.slice(0, from + begin.length)}\n\n${tableOf(group)}\n\n${text.slice(to)}`;
  }, document);
}

/** A Markdown table as prettier formats it: cells padded to the width of their column. */
function tableOf(group: SettingGroup): string {
  const settings = describeSettings(group).map(({ name, help, otherwise }) => [
    `\`${name}\``,
    help,
    otherwise,
  ]);
  const rows = [['variable', 'meaning', 'default'], ...settings];
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
  return [lines[0] ?? [], widths.map((width) => '-'.repeat(width)), ...lines.slice(1)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
