/**
 * The errors of the command line: a refusal, wrong usage, a configuration fault or an internal error. Each error says
 * what is wrong, where, and what to do. Every error has one format for people (standard error), one format for programs
 * (`--json`) and an exit code. The texts of refusals come from the table of codes.
 */

import { CommanderError, type Command } from 'commander';
import { FileFault } from '../../client-sdk/typescript/primitives/read-file.ts';
import { BackupRefused, type BackupCode } from '../../server/domain/privacy/backup.ts';
import {
  messageOf,
  Refusal,
  type FieldFault,
  type RefusalCode,
  type RefusalParts,
} from '../../server/domain/kernel/refusal.ts';
import { fileFaultOf } from '../../server/domain/kernel/fault-fields.ts';
import { rowOfCode, textFor } from '../../server/domain/kernel/refusal-table.ts';
import { moduleFaultOf } from '../../server/composition/config-fault.ts';
import { ConfigFault } from '../../server/config/config.ts';
import { remedyOfFile } from '../../server/config/file-remedy.ts';
import { forChown } from '../../server/config/folder-owner.ts';
import { EXIT, exitOf, type Exit } from './exit-codes.ts';
import { wrap } from './print.ts';

/** The error document that `--json` prints if the command failed. */
export interface Fault {
  readonly exit: Exit;
  readonly code: RefusalCode | CommandCode | 'wrong_usage' | 'configuration_fault';
  readonly detail: string;
  readonly remedy: string;
  /** The faulty fields of a failed command, by the names of their arguments: `--seats`, `EMAIL`. */
  readonly errors?: readonly { field: string; message: string }[];
}

/** Refusal codes that only commands use; no operation of the domain answers with them. */
type CommandCode =
  | 'clock_behind'
  | 'clock_ahead'
  | 'plan_changed'
  | 'plan_outdated'
  | 'plan_unknown'
  | 'receipt_invalid'
  | 'root_key_absent'
  | 'farewell_unreadable'
  | 'folder_refused'
  | 'database_refused'
  | 'generation_needed'
  | 'generation_unknown'
  | 'file_unreadable'
  | BackupCode;

interface CommandRefusal {
  readonly code: CommandCode;
  readonly detail: string;
  readonly remedy: string;
  /** The faulty argument of a refused command, by its name. */
  readonly field?: { readonly field: string; readonly message: string };
}

/** Thrown if a command refuses for a reason that is not a refusal of any operation. */
export class CommandRefused extends Error {
  readonly refusal: CommandRefusal;

  constructor(refusal: CommandRefusal) {
    super(refusal.detail);
    this.name = 'CommandRefused';
    this.refusal = refusal;
  }
}

/** Refuses a file that the operator named. @param field the argument that names it, such as `--text` */
export function fileRefused(fault: FileFault, field: string, detail: string): CommandRefused {
  return new CommandRefused({
    code: 'file_unreadable',
    detail,
    remedy: remedyOfFile(fault),
    field: { field, message: `names ${fault.path}, which ${fault.clause}` },
  });
}

/** The remedy for a refusal code that no command should ever meet. */
const UNEXPECTED = 'Report this: the command line does not expect this refusal.';

/**
 * Patterns of commander's messages about a malformed argument, which contain the argument's name, its value, and our
 * parser's message. The value is not repeated, since it may be an email or a token, and standard error ends up in logs.
 */
const MISREAD = [
  /^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument '[^]*' is invalid\. ([^]*)$/,
  /^error: command-argument value '[^]*' is invalid for argument '([^']+)'\. ([^]*)$/,
];

/** Describes an error as a fault. Faulty fields get the names of the command's arguments and options. */
export function faultOf(error: unknown, command: Command): Fault {
  if (error instanceof Refusal) return refusalFault(error.parts, command);
  if (error instanceof CommandRefused) return commandFault(error.refusal);
  if (error instanceof BackupRefused) return backupFault(error);
  if (error instanceof CommanderError) return usageFault(error, command);
  if (error instanceof ConfigFault) return configurationFault(error);
  const moduleFault = moduleFaultOf(error);
  if (moduleFault !== undefined) return configurationFault(moduleFault);
  const file = fileFaultOf(error);
  if (error instanceof FileFault) return fileFault(error, `${error.clause}. ${remedyOfFile(error)}`);
  if (file !== undefined) return fileFault(file, `cannot be used: ${file.code}`);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusalFault({ code: 'internal', detail }, command);
}

/**
 * Adds the account under which the command was running to a fault of permissions.
 * @param owner the name of the account to which root was switched; undefined: there was no switch, and nothing is added
 */
export function asOwner(fault: Fault, owner: string | undefined): Fault {
  if (owner === undefined || !/\bE(?:ACCES|PERM)\b/.test(JSON.stringify(fault))) return fault;
  const why = `The command runs as ${owner}, the owner of the data folder, so that its files belong to ${owner} alone.`;
  const where = `To create a folder that ${owner} may use: sudo install -d -m 700 -o ${forChown(owner)} FOLDER`;
  return { ...fault, remedy: `${fault.remedy} ${why} ${where}` };
}

/** Writes a fault as lines for people. */
export function writeFault({ code, detail, remedy, errors }: Fault): string {
  const head = code === 'internal' ? detail : wrap(detail);
  const fields = (errors ?? []).map(({ field, message }) => wrap(`${field} ${message}`, '  '));
  return [head, ...fields, wrap(remedy)].join('\n');
}

function refusalFault(parts: RefusalParts, command: Command): Fault {
  const { code, detail, fields } = parts;
  const { sentence } = rowOfCode(code);
  const text = textFor('operator', code) ?? { sentence, remedy: UNEXPECTED };
  const fault: Fault = { exit: exitOf(code), code, detail: detail ?? text.sentence, remedy: text.remedy };
  return fields === undefined ? fault : { ...fault, errors: fields.map((field) => asTyped(field, command)) };
}

/**
 * Names a faulty field by its argument on the command line: `/terms/leaseDays` becomes `--lease-days`, and `/email`
 * becomes `EMAIL`.
 */
function asTyped(fault: FieldFault, command: Command): { field: string; message: string } {
  const name = fault.pointer.split('/').at(-1) ?? '';
  const argument = command.registeredArguments.find((known) => known.name() === name.toUpperCase());
  const option = command.options.find((known) => known.attributeName() === name);
  return { field: argument?.name() ?? option?.long ?? name, message: messageOf(fault, 'person') };
}

function commandFault({ code, detail, remedy, field }: CommandRefusal): Fault {
  const fault = { exit: exitOfCommand(code), code, detail, remedy };
  return field === undefined ? fault : { ...fault, errors: [field] };
}

/** The codes for a typed value, or a file that it names, that has the wrong form or cannot be used. */
const MISTYPED: readonly (CommandCode | BackupCode)[] = [
  'farewell_unreadable',
  'backup_absent',
  'backup_unreadable',
  'backup_foreign',
  'file_unreadable',
  'folder_refused',
  'out_refused',
  'plan_unknown',
];

function exitOfCommand(code: CommandCode | BackupCode): Exit {
  return MISTYPED.includes(code) ? EXIT.usage : EXIT.refused;
}

function backupFault({ code, message, remedy }: BackupRefused): Fault {
  return { exit: exitOfCommand(code), code, detail: message, remedy };
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

/** Whether commander printed the help because no command was named. Printing the help is not an error. */
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

function fileFault({ path }: { path: string }, message: string): Fault {
  return {
    exit: EXIT.configuration,
    code: 'configuration_fault',
    detail: 'A file or folder cannot be used.',
    remedy: 'Check its owner, its mode and its disk. If it is in the data folder, run: quietkey doctor',
    errors: [{ field: path, message }],
  };
}

/** The words of a command, such as `quietkey key rotate`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

/** Turns commander's message, which begins with "error: " and a lower-case letter, into a sentence. */
function sentenceOf(message: string): string {
  const text = message.replace(/^error: /, '').replace(/\n/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
