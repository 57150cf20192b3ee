/** What an invite link opens: who asks you to which workspace, and who you will be there. */

import { acceptInvite, getInvitation } from "../../api/invites.ts";
import { navigate } from "../../lib/location.ts";
import { Button } from "../../ui/Button.tsx";
import { Link } from "../../ui/Link.tsx";
import { useForm } from "../../ui/useForm.ts";
import { FormFault } from "./FormFault.tsx";
import { Gate, GateNote, GateUnreachable } from "./Gate.tsx";
import { NEWCOMER_FIELDS, NewcomerFields } from "./NewcomerFields.tsx";
import { useLink } from "./useLink.ts";
import { words } from "./words.ts";

export function AcceptInvite({ code }: { code: string }) {
  const { found: invitation, fault, again } = useLink(code, getInvitation);
  const { busy, errors, submit } = useForm(
    async ({ name = "", handle = "", email = "", password = "" }) => {
      await acceptInvite(code, { name, handle, email, password });
      navigate("/?first", { replace: true });
    },
    { fieldOf: { handle_taken: "handle", email_taken: "email" } },
  );

  if (fault === "gone") {
    return (
      <GateNote title={words.inviteGone} text={words.inviteGoneNext}>
        <Link className="btn lg" href="/sign-in">
          {words.signInInstead}
        </Link>
      </GateNote>
    );
  }
  if (fault === "unreachable") return <GateUnreachable onRetry={again} />;
  if (invitation === undefined) return <Gate>{null}</Gate>;
  const { workspace, invited_by: by, role } = invitation;
  return (
    <Gate>
      <form className="box" aria-labelledby="join" onSubmit={submit}>
        <div>
          <h1 id="join">{words.join(workspace.name)}</h1>
          <p className="under">{role === "guest" ? words.invitedAsGuest(by) : words.invitedBy(by)}</p>
        </div>
        <NewcomerFields errors={errors} address={invitation.email ?? undefined} autoFocus />
        <FormFault errors={errors} fields={NEWCOMER_FIELDS} />
        <Button type="submit" look="primary" size="lg" busy={busy}>
          {words.join(workspace.name)}
        </Button>
      </form>
    </Gate>
  );
}
