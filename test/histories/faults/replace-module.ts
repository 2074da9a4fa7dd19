/**
 * A hook of Node's module loader: everyone who imports a module gets its variant. Only the variant itself gets the
 * original, so that it can wrap it.
 */

import type { InitializeHook, ResolveHook } from 'node:module';

interface Replacement {
  /** The URLs of a module and of its variant. */
  readonly original: string;
  readonly variant: string;
}

let replacement: Replacement | undefined;

export const initialize: InitializeHook<Replacement> = (given) => {
  replacement = given;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context);
  if (resolved.url !== replacement?.original || context.parentURL === replacement.variant) return resolved;
  return { ...resolved, url: replacement.variant };
};
