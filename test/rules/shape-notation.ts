/** Writes a schema as a reader of a document wants it: `{ license: string, endsOn: date | null }`. */

import { z } from 'zod';

/** A JSON Schema, as far as zod writes one for a shape. */
interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
}

export interface Notation {
  readonly text: string;
  /** The schemas that the text names. */
  readonly named: ReadonlyMap<string, string>;
}

/** @returns the notation of a schema, which names each schema inside it that has an id */
export function notationOf(schema: z.ZodType): Notation {
  const whole = z.toJSONSchema(schema, { unrepresentable: 'any' }) as JsonSchema;
  const named = new Map(
    Object.entries(whole.$defs ?? {}).map(([id, definition]) => [id, write(definition)] as const),
  );
  return { text: write(whole), named };
}

function write(schema: JsonSchema): string {
  const { $ref, const: constant, enum: choices, anyOf, items, type } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? '';
  if (constant !== undefined) return JSON.stringify(constant);
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  if (anyOf !== undefined) return anyOf.map(write).join(' | ');
  if (items !== undefined) return arrayOf(write(items));
  if (type === 'object') return writeObject(schema);
  if (schema.format === 'date') return 'date';
  return [type ?? 'any'].flat().join(' | ').replace('integer', 'number');
}

function arrayOf(item: string): string {
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}

function writeObject({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const members = Object.entries(properties).map(
    ([name, member]) => `${name}${required.includes(name) ? '' : '?'}: ${write(member)}`,
  );
  const others = typeof additionalProperties === 'object' ? [`[name]: ${write(additionalProperties)}`] : [];
  return `{ ${[...members, ...others].join(', ')} }`;
}
