import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type Permission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  type ConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  fleetServiceReadPermission,
  fleetSourceReadPermission,
  type RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { Request } from 'express';
import type {
  FleetServiceFilter,
  FleetServiceResource,
} from '../permissions/resource';
import type { Visibility } from '../permissions/visibility';

/**
 * What a route reads. `services`: refused without `fleet.service.read`. `sources`: refused without `fleet.source.read`; the services in
 * it are those that the caller may see, possibly none. `nothing`: a change that its handler asks a permission for, so that a token that may do
 * only that need not be able to read.
 */
export type Reads = 'services' | 'sources' | 'nothing';

/** Who calls a route. */
export interface Caller {
  credentials: BackstageCredentials;
  /** Entity reference of the person; null for a service. */
  user: string | null;
}

/** A permission on single services. */
type ServicePermission = ResourcePermission<typeof RESOURCE_TYPE_FLEET_SERVICE>;

/** Decides who may call a route, which services its answer covers, and who may change something. */
export class Access {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #transform: ConditionTransformer<FleetServiceFilter>;
  readonly #meets: (
    decision: PolicyDecision,
    resource: FleetServiceResource | undefined,
  ) => boolean;

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
    ruleset: PermissionRuleset<FleetServiceResource, FleetServiceFilter>;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#transform = createConditionTransformer(options.ruleset);
    this.#meets = createConditionAuthorizer(options.ruleset);
  }

  /**
   * @throws AuthenticationError without credentials, NotAllowedError without the permission.
   */
  async authorize(
    req: Request,
    reads: Reads,
  ): Promise<{ visibility: Visibility; caller: Caller }> {
    const credentials = await this.#httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const [visibility] = await Promise.all([
      this.#services(credentials),
      reads === 'sources' ? this.#sources(credentials) : undefined,
    ]);
    if (reads === 'services' && visibility.services === 'none') {
      throw refusal(fleetServiceReadPermission, 'see services');
    }
    const { principal } = credentials as BackstageCredentials<{
      type?: unknown;
      userEntityRef?: string;
    }>;
    const user = principal.type === 'user' ? principal.userEntityRef : null;
    return { visibility, caller: { credentials, user: user ?? null } };
  }

  /**
   * Asks for the permission to change something about one service.
   *
   * @param what - what it is to be allowed, such as `act for a service`.
   * @throws NotAllowedError without it.
   */
  async demandOn(
    { credentials }: Caller,
    options: {
      permission: ServicePermission;
      service: FleetServiceResource;
      what: string;
    },
  ): Promise<void> {
    const { permission, service, what } = options;
    if (mayWrite(credentials, permission)) {
      const [decision] = await this.#permissions.authorizeConditional(
        [{ permission }],
        { credentials },
      );
      if (this.#meets(decision, service)) return;
    }
    throw refusal(permission, what);
  }

  /**
   * Asks for the permission to change something that is not about one service.
   *
   * @throws NotAllowedError without it.
   */
  async demand(
    { credentials }: Caller,
    options: { permission: BasicPermission; what: string },
  ): Promise<void> {
    const { permission, what } = options;
    if (mayWrite(credentials, permission)) {
      const [decision] = await this.#permissions.authorize([{ permission }], {
        credentials,
      });
      if (decision.result === AuthorizeResult.ALLOW) return;
    }
    throw refusal(permission, what);
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
    throw refusal(permission, 'see sources');
  }
}

function refusal(permission: Permission, what: string): NotAllowedError {
  return new NotAllowedError(
    `You may not ${what}: that takes the permission ${permission.name}.`,
  );
}

/** Who writes as a service must have been given this very permission. */
function mayWrite(
  credentials: BackstageCredentials,
  permission: Permission,
): boolean {
  const { principal } = credentials as BackstageCredentials<{
    type?: unknown;
    accessRestrictions?: { permissionNames?: string[] };
  }>;
  return (
    withinRestrictions(credentials, permission) &&
    (principal.type !== 'service' ||
      Boolean(
        principal.accessRestrictions?.permissionNames?.includes(
          permission.name,
        ),
      ))
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
