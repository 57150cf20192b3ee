/** The end of set-up: the first invite, to copy, and the way in. */

import { useCallback, useEffect, useState } from "react";

import { createInvite } from "../../api/invites.ts";
import { navigate } from "../../lib/location.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyField } from "../../ui/CopyField.tsx";
import { FieldError } from "../../ui/Field.tsx";
import { Gate } from "./Gate.tsx";
import { words } from "./words.ts";

export function Ready({ workspace }: { workspace: string }) {
  const [url, setUrl] = useState<string>();
  const [failed, setFailed] = useState(false);
  const make = useCallback(() => {
    createInvite().then(
      (invite) => {
        setUrl(invite.url);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, []);
  useEffect(make, [make]);

  return (
    <Gate>
      <div className="box">
        <div>
          <h1>{words.ready(workspace)}</h1>
          <p className="under">{words.readyNext}</p>
        </div>
        {url !== undefined && <CopyField large label={words.inviteLink} value={url} />}
        {failed && (
          <>
            <FieldError>{words.inviteFailed}</FieldError>
            <Button size="lg" onClick={make}>
              {words.tryAgain}
            </Button>
          </>
        )}
        <Button look="primary" size="lg" onClick={() => navigate("/?first", { replace: true })}>
          {words.openWorkspace(workspace)}
        </Button>
      </div>
    </Gate>
  );
}
