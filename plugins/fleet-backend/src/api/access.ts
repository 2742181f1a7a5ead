import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type ConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  fleetServiceReadPermission,
  fleetSourceReadPermission,
} from '@landfall/backstage-plugin-fleet-common';
import type { Request } from 'express';
import type {
  FleetServiceFilter,
  FleetServiceResource,
} from '../permissions/resource';
import type { Visibility } from '../permissions/visibility';

/**
 * What a route reads. `services`: refused without `fleet.service.read`. `sources`: refused without `fleet.source.read`; the services in
 * it are those that the caller may see, possibly none.
 */
export type Reads = 'services' | 'sources';

/** Decides who may call a route and which services its answer covers. */
export class Access {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #transform: ConditionTransformer<FleetServiceFilter>;

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
    ruleset: PermissionRuleset<FleetServiceResource, FleetServiceFilter>;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#transform = createConditionTransformer(options.ruleset);
  }

  /**
   * @throws AuthenticationError without credentials, NotAllowedError without the permission.
   */
  async authorize(req: Request, reads: Reads): Promise<Visibility> {
    const credentials = await this.#httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const [visibility] = await Promise.all([
      this.#services(credentials),
      reads === 'sources' ? this.#sources(credentials) : undefined,
    ]);
    if (reads === 'services' && visibility.services === 'none') {
      throw refusal(fleetServiceReadPermission, 'services');
    }
    return visibility;
  }

  async #services(credentials: BackstageCredentials): Promise<Visibility> {
    const permission = fleetServiceReadPermission;
    if (!withinRestrictions(credentials, permission)) {
      return { services: 'none' };
    }
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    return this.#visibility(decision);
  }

  #visibility(decision: PolicyDecision): Visibility {
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      const criteria = this.#transform(decision.conditions);
      return { services: 'some', criteria };
    }
    return {
      services: decision.result === AuthorizeResult.ALLOW ? 'all' : 'none',
    };
  }

  async #sources(credentials: BackstageCredentials): Promise<void> {
    const permission = fleetSourceReadPermission;
    if (withinRestrictions(credentials, permission)) {
      const [decision] = await this.#permissions.authorize([{ permission }], {
        credentials,
      });
      if (decision.result === AuthorizeResult.ALLOW) return;
    }
    throw refusal(permission, 'sources');
  }
}

function refusal(permission: Permission, what: string): NotAllowedError {
  return new NotAllowedError(
    `You may not see ${what}: that takes the permission ${permission.name}.`,
  );
}

/** Service principals bypass policies, so that their own restrictions are all that limits them. */
function withinRestrictions(
  credentials: BackstageCredentials,
  permission: Permission,
): boolean {
  const { principal } = credentials as BackstageCredentials<{
    type?: unknown;
    accessRestrictions?: {
      permissionNames?: string[];
      permissionAttributes?: { action?: string[] };
    };
  }>;
  if (principal.type !== 'service') return true;
  const { permissionNames, permissionAttributes } =
    principal.accessRestrictions ?? {};
  const { action } = permission.attributes;
  return (
    (!permissionNames || permissionNames.includes(permission.name)) &&
    (!permissionAttributes?.action ||
      (action !== undefined && permissionAttributes.action.includes(action)))
  );
}
