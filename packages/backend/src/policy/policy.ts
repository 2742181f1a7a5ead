import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isReadPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createFleetServiceConditionalDecision,
  fleetServiceConditions,
} from '@landfall/backstage-plugin-fleet-backend';
import {
  fleetServiceReadPermission,
  fleetSourceReadPermission,
} from '@landfall/backstage-plugin-fleet-common';
import type { PolicyConfig } from './config';

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

/**
 * The portal's own policy. Who is not signed in sees nothing. Who is signed in may read; services and sources as
 * `portal.policy` says. Whatever changes something is for admins.
 */
export class PortalPolicy implements PermissionPolicy {
  readonly #config: PolicyConfig;
  readonly #userInfo: UserInfoService;

  constructor(options: { config: PolicyConfig; userInfo: UserInfoService }) {
    this.#config = options.config;
    this.#userInfo = options.userInfo;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return DENY;
    const { services, sources } = this.#config;
    if (isPermission(permission, fleetServiceReadPermission)) {
      return services === 'all' ? ALLOW : this.#ownedServices(user);
    }
    if (isPermission(permission, fleetSourceReadPermission)) {
      return sources === 'all' ? ALLOW : this.#onlyAdmins(user);
    }
    return isReadPermission(permission) ? ALLOW : this.#onlyAdmins(user);
  }

  async #ownedServices(user: PolicyQueryUser): Promise<PolicyDecision> {
    const claims = await this.#claims(user);
    if (this.#isAdmin(claims)) return ALLOW;
    return createFleetServiceConditionalDecision(
      fleetServiceReadPermission,
      fleetServiceConditions.isOwnedBy({ claims }),
    );
  }

  async #onlyAdmins(user: PolicyQueryUser): Promise<PolicyDecision> {
    if (this.#config.admins.size === 0) return DENY;
    return this.#isAdmin(await this.#claims(user)) ? ALLOW : DENY;
  }

  #isAdmin(claims: readonly string[]): boolean {
    return claims.some(claim => this.#config.admins.has(claim));
  }

  /** Everything that the user owns things by: themselves and their groups. */
  async #claims(user: PolicyQueryUser): Promise<string[]> {
    const info = await this.#userInfo.getUserInfo(user.credentials);
    return info.ownershipEntityRefs.map(ref => ref.toLowerCase());
  }
}
