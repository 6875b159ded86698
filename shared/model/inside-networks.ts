/** Networks in CIDR notation (RFC 4632) that are not of the public internet (IANA registries, RFC 6890 and updates). */
export const INSIDE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of IPv6 only global unicast is outside, without what stands for other addresses: Teredo, documentation, 6to4. */
export const OUTSIDE_6 = ['2000::/3'];
export const INSIDE_6 = ['2001::/32', '2001:db8::/32', '2002::/16', '3fff::/20'];
