/**
 * Lists on the command line: the options of a page, and the line below it that says how many items follow and with which
 * command. With `--json` the page is printed as the API answers it.
 */

import type { Command } from 'commander';
import { PAGE_ITEMS, PAGE_ITEMS_MAX, type Page, type PageAsked } from '../../server/domain/kernel/page.ts';
import { shellWord } from '../../server/config/command-hints.ts';
import { readText, readWhole } from './arguments.ts';
import { counted } from './print.ts';
import { heldLookWords, type DelayOptions } from './held-look.ts';

/** Declares `--limit` and `--after` of a command that prints a list. */
export function pageOptions(command: Command): Command {
  return command
    .option('--limit <N>', `items to list, 1 to ${PAGE_ITEMS_MAX} (default ${PAGE_ITEMS})`, readWhole)
    .option('--after <CURSOR>', 'list from this cursor on', readText);
}

/**
 * The text of a page, and the command that goes on after it.
 * @param command the words of the command, without `quietkey` and the options of pages
 * @param asked the options of the page, and for a look the typed purpose
 */
export function withNext(
  text: string,
  { next, more }: Pick<Page<unknown>, 'next' | 'more'>,
  command: string,
  { limit, purpose, ...held }: PageAsked & DelayOptions & { purpose?: string | undefined },
): string {
  if (next === null) return text;
  const why = purpose === undefined ? '' : ` --purpose ${shellWord(purpose)}`;
  const options = why + heldLookWords(held);
  const same = limit === undefined ? options : `${options} --limit ${limit}`;
  const follow = more === 1 ? 'follows' : 'follow';
  return `${text}\n\n${counted(more, 'more item')} ${follow}. To list them:\n  quietkey ${command}${same} --after ${next}`;
}

/** All items of a list, for a command that adds them up. */
export async function everyItem<Item>(read: (asked: PageAsked) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let page = await read({ limit: PAGE_ITEMS_MAX });
  items.push(...page.items);
  while (page.next !== null) {
    page = await read({ limit: PAGE_ITEMS_MAX, after: page.next });
    items.push(...page.items);
  }
  return items;
}
