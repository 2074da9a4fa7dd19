/**
 * The entry `@quietkey/client/portal`: makes links into one flow of the customer portal, such as the release of a machine.
 * Sends and writes nothing.
 */
import { isReturnAddress, PORTAL_FLOWS, PORTAL_LINK_PAGE, type PortalFlow } from './contract/portal-link.ts';
import { partsOf } from './parts-of.ts';
import { checkOptions, type OptionRules } from './primitives/option-rules.ts';
import type { Quietkey } from './quietkey.ts';

export type { PortalFlow } from './contract/portal-link.ts';

export interface PortalLinkOptions {
  /** `release`: the customer gives the seat of a machine back. `renew`: the customer extends the license. */
  flow: PortalFlow;
  /**
   * The address to which the last page links, such as `com.example.app:/done`. The vendor has to list it for the product
   * (`quietkey product change --return-addresses`), exactly so; another one is ignored. It must hold nothing secret.
   */
  returnAddress?: string | undefined;
}

const RULES: OptionRules<PortalLinkOptions> = {
  flow: {
    accepts: (value) => PORTAL_FLOWS.some((flow) => flow === value),
    must: PORTAL_FLOWS.map((flow) => `'${flow}'`).join(' or '),
    isRequired: true,
  },
  returnAddress: {
    accepts: (value) => typeof value === 'string' && isReturnAddress(value),
    must: 'an https address, or one with a scheme such as com.example.app, without # and @',
  },
};

/**
 * The URL of the portal's page for the flow, for the customer's browser. It names the product and nothing of the license, the
 * machine or the customer, who logs in there and decides.
 *
 * @throws BadOptions
 */
export function portalLink(quietkey: Quietkey, options: PortalLinkOptions): string {
  const { setting } = partsOf(quietkey, 'portalLink(…)');
  checkOptions(options, RULES, 'portalLink(…)');
  const { flow, returnAddress } = options;
  const query = {
    flow,
    product: setting.trust.product,
    ...(returnAddress !== undefined && { return: returnAddress }),
  };
  return `${setting.urlOf(PORTAL_LINK_PAGE)}?${new URLSearchParams(query).toString()}`;
}
