import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isReadPermission,
  type PolicyDecision,
  type ResourcePermission,
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
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  fleetServiceReadPermission,
  fleetSourceReadPermission,
  fleetValidationReportPermission,
  type RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { PolicyConfig } from './config';

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

/**
 * The portal's own policy. Who is not signed in sees nothing. Who is signed in may read; services and sources as
 * `portal.policy` says, and may act in migrations for services that they or their teams own. Approvers decide on exemptions. Whatever else
 * changes something is for admins.
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
      return services === 'all' ? ALLOW : this.#owned(permission, user);
    }
    if (
      isPermission(permission, fleetMigrationActPermission) ||
      isPermission(permission, fleetValidationReportPermission)
    ) {
      return this.#owned(permission, user);
    }
    if (isPermission(permission, fleetMigrationApprovePermission)) {
      return this.#onlyApprovers(user);
    }
    if (isPermission(permission, fleetSourceReadPermission)) {
      return sources === 'all' ? ALLOW : this.#onlyAdmins(user);
    }
    return isReadPermission(permission) ? ALLOW : this.#onlyAdmins(user);
  }

  async #owned(
    permission: ResourcePermission<typeof RESOURCE_TYPE_FLEET_SERVICE>,
    user: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const claims = await this.#claims(user);
    if (this.#isAdmin(claims)) return ALLOW;
    return createFleetServiceConditionalDecision(
      permission,
      fleetServiceConditions.isOwnedBy({ claims }),
    );
  }

  async #onlyApprovers(user: PolicyQueryUser): Promise<PolicyDecision> {
    const { admins, approvers } = this.#config;
    if (admins.size + approvers.size === 0) return DENY;
    const claims = await this.#claims(user);
    return this.#isAdmin(claims) || claims.some(claim => approvers.has(claim))
      ? ALLOW
      : DENY;
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
