/**
 * `quietkey mailer preview` and `mailer send-test`: the mail with license keys as it is written now, with the words of
 * `vendor.json` and a made-up key. Neither needs the mailer's private key, and nothing is stored.
 */

import { Option, type Command } from 'commander';
import { refuse } from '../../../server/domain/kernel/refusal.ts';
import { LANGUAGES } from '../../../server/texts/texts.ts';
import { readText } from '../../cli/arguments.ts';
import { acting, declare, type Output, type Typed } from '../../cli/command.ts';
import { EXIT } from '../../cli/exit-codes.ts';

interface Options {
  readonly language?: string;
}

export function addTestMailCommands(mailer: Command): void {
  const language = (): Option =>
    new Option('--language <TAG>', 'the language of the mail').choices(
      LANGUAGES.map((texts) => texts.language),
    );
  declare(mailer, {
    words: 'preview',
    description:
      'Show the mail with license keys as it is written now, with the words of vendor.json and a made-up key.',
    examples: ['mailer preview', 'mailer preview --language en'],
  })
    .addOption(language())
    .action(
      acting<[], Options>(async ({ config, options }): Promise<Output> => {
        const { previewMail } = await import('../../../server/composition/mail-preview.ts');
        const message = previewMail(config, options.language);
        return { json: message, text: `${message.subject}\n\n${message.text.trimEnd()}` };
      }),
    );
  declare(mailer, {
    words: 'send-test',
    description:
      'Send that mail to an address by the mail server of the settings. The address is not stored.',
    examples: ['mailer send-test me@example.com'],
  })
    .argument('<EMAIL>', 'the address that gets the mail', readText)
    .addOption(language())
    .action(acting<[string], Options>((typed) => sendTest(typed)));
}

async function sendTest({ args: [to], config, options }: Typed<[string], Options>): Promise<Output> {
  const { sendTestMail } = await import('../../../server/composition/mail-preview.ts');
  const carried = await sendTestMail(config, { to, language: options.language });
  if (carried === 'unaddressable') return refuse('email_malformed');
  if (carried === 'delivered')
    return { json: { sent: true, failed: null }, text: 'Sent to the mail server.' };
  const { failed } = carried;
  return { json: { sent: false, failed }, text: `Not sent: ${failed}`, exit: EXIT.unavailable };
}
