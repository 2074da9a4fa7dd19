/** The schema change for coupons. Both tables are empty until an operator creates one. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE coupons (
  id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  generation BIGINT NOT NULL,
  product TEXT NOT NULL REFERENCES products (id),
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  uses BIGINT NOT NULL,
  used BIGINT NOT NULL,
  ends_day BIGINT NOT NULL,
  ended_day BIGINT,
  created_day BIGINT NOT NULL
) /* walked by its key */;
CREATE UNIQUE INDEX coupons_by_digest ON coupons (digest);
CREATE INDEX coupons_by_ends_day ON coupons (ends_day, id);

CREATE TABLE coupon_uses (
  tag TEXT NOT NULL PRIMARY KEY,
  ends_day BIGINT NOT NULL
) /* walked by its key */;
`,
};
