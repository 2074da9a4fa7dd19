/** The form of a product id, which operators choose and apps name, and its description for error messages. */
export const PRODUCT_ID = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
export const PRODUCT_ID_FORM = '1 to 32 small letters, digits and inner dashes';
