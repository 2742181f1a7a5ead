/** Configuration of this portal, beside that of the plugins. */
export interface Config {
  portal?: {
    policy?: {
      /** Full references of groups and users who may do everything, such as group:default/platform. */
      admins?: string[];
      /** Full references of groups and users who decide on exemptions that others request, besides the admins. */
      approvers?: string[];
      /** Whose services somebody sees: `all` (default), or those that they or their teams own. */
      services?: 'all' | 'owned';
      /** Who sees the sources and what matches no service: `all` who are signed in (default), or `admins`. */
      sources?: 'all' | 'admins';
    };
  };
}
