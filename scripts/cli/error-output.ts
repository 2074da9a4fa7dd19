/**
 * How the ops door says no: a refusal of the product, wrong usage, a fault of the configuration, or a fault of its own,
 * each with what is wrong, where, and what to do. Guarantees that every error has one shape for people (standard error)
 * and one for programs (`--json`), and an exit code. The texts of refusals come from the table of codes.
 */

import { CommanderError, type Command } from 'commander';
import { BackupRefused, type BackupCode } from '../../server/domain/privacy/backup.ts';
import {
  Refusal,
  type FieldFault,
  type RefusalCode,
  type RefusalParts,
} from '../../server/domain/kernel/refusal.ts';
import { rowOfCode, textFor } from '../../server/domain/kernel/refusal-table.ts';
import { ConfigFault } from '../../server/config/config.ts';
import { EXIT, exitOf, type Exit } from './exit-codes.ts';
import { wrap } from './print.ts';

/** What `--json` prints where nothing was done. */
export interface Fault {
  readonly exit: Exit;
  readonly code: RefusalCode | CommandCode | 'wrong_usage' | 'configuration_fault';
  readonly detail: string;
  readonly remedy: string;
  /** Fields as they are typed: `--seats`, `EMAIL`. */
  readonly errors?: readonly { field: string; message: string }[];
}

/** Codes of refusals that no operation has: a command of the terminal says no by itself. */
type CommandCode =
  | 'clock_behind'
  | 'clock_ahead'
  | 'plan_changed'
  | 'plan_outdated'
  | 'plan_unknown'
  | 'receipt_invalid'
  | 'root_key_absent'
  | 'folder_refused'
  | 'database_refused'
  | 'generation_needed'
  | 'generation_unknown'
  | 'file_unreadable'
  | BackupCode;

interface CommandRefusal {
  readonly code: CommandCode;
  readonly says: string;
  readonly remedy: string;
  /** As it is typed. */
  readonly field?: { readonly field: string; readonly message: string };
}

/** Thrown where a command says no for a reason that no operation has. */
export class CommandRefused extends Error {
  readonly refusal: CommandRefusal;

  constructor(refusal: CommandRefusal) {
    super(refusal.says);
    this.name = 'CommandRefused';
    this.refusal = refusal;
  }
}

/** Under a code that no command is known to meet. */
const UNEXPECTED = 'Report this: the command line does not expect this refusal.';

/**
 * Commander's messages about a word in a wrong form: the field, the word, what our reader said. The word is not
 * repeated, since it may be an address or a token, and standard error ends in logs.
 */
const MISREAD = [
  /^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument '[^]*' is invalid\. ([^]*)$/,
  /^error: command-argument value '[^]*' is invalid for argument '([^']+)'\. ([^]*)$/,
];

/** The fault of an error that a command has met. Fields are named as that command takes them. */
export function faultOf(error: unknown, command: Command): Fault {
  if (error instanceof Refusal) return refusalFault(error.parts, command);
  if (error instanceof CommandRefused) return commandFault(error.refusal);
  if (error instanceof BackupRefused) return backupFault(error);
  if (error instanceof CommanderError) return usageFault(error, command);
  if (error instanceof ConfigFault) return configurationFault(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusalFault({ code: 'internal', detail }, command);
}

/** The fault as lines for people. */
export function writeFault({ code, detail, remedy, errors }: Fault): string {
  const says = code === 'internal' ? detail : wrap(detail);
  const fields = (errors ?? []).map(({ field, message }) => wrap(`${field} ${message}`, '  '));
  return [says, ...fields, wrap(remedy)].join('\n');
}

function refusalFault(parts: RefusalParts, command: Command): Fault {
  const { code, detail, fields } = parts;
  const { sentence } = rowOfCode(code);
  const text = textFor('operator', code) ?? { sentence, remedy: UNEXPECTED };
  const fault: Fault = { exit: exitOf(code), code, detail: detail ?? text.sentence, remedy: text.remedy };
  return fields === undefined ? fault : { ...fault, errors: fields.map((field) => asTyped(field, command)) };
}

/** `/terms/leaseDays` is typed `--lease-days`, `/email` is typed `EMAIL`. */
function asTyped({ pointer, message }: FieldFault, command: Command): { field: string; message: string } {
  const name = pointer.split('/').at(-1) ?? pointer;
  const argument = command.registeredArguments.find((one) => one.name() === name.toUpperCase());
  const option = command.options.find((one) => one.attributeName() === name);
  return { field: argument?.name() ?? option?.long ?? pointer, message };
}

function commandFault({ code, says, remedy, field }: CommandRefusal): Fault {
  const fault = { exit: EXIT.refused, code, detail: says, remedy };
  return field === undefined ? fault : { ...fault, errors: [field] };
}

function backupFault({ code, message, remedy }: BackupRefused): Fault {
  return { exit: EXIT.refused, code, detail: message, remedy };
}

function usageFault(error: CommanderError, command: Command): Fault {
  const fault = {
    exit: EXIT.usage,
    code: 'wrong_usage',
    remedy: `See: ${commandPath(command)} --help`,
  } as const;
  if (isHelp(error)) return { ...fault, detail: 'A command is missing.' };
  const misread = MISREAD.map((pattern) => pattern.exec(error.message)).find((match) => match !== null);
  const [, field, message] = misread ?? [];
  if (field === undefined || message === undefined) return { ...fault, detail: sentenceOf(error.message) };
  return { ...fault, detail: 'A value does not have the expected form.', errors: [{ field, message }] };
}

/** Whether it is no fault to tell of: the help was shown, since no command was named. */
export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

function configurationFault({ faults }: ConfigFault): Fault {
  return {
    exit: EXIT.configuration,
    code: 'configuration_fault',
    detail: 'The configuration or the data folder is invalid.',
    remedy: 'Correct the listed settings and retry.',
    errors: faults.map(({ variable, message, remedy }) => ({
      field: variable,
      message: `${message}. ${remedy}`,
    })),
  };
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** Commander begins its messages in small letters, with "error: ". */
function sentenceOf(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\n/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
