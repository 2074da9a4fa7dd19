/** The catalogue's words for a customer who claims licenses by the email address of the purchase. */

export const CLAIM = {
  heading: 'Claim your licenses',
  lead: 'Prove the email address with which you bought, and you become the owner of its licenses. You need no key.',
  rule: 'A license stays with its owner if that account has proved the same address, has an email address of its own, or shares the license with members. Ask the seller then.',
  submit: 'Mail me a code',
  proofHeading: 'Check your mail',
  proofLead: (email: string): string =>
    `We sent a code to ${email}. Enter it here within ten minutes. It comes even if nothing was bought with this address.`,
  prove: 'Claim the licenses',
};
