// A form's values sent as a page sends them; answers what the house says, throws its refusal {status, detail}.
import { refusalOf } from "../video/leg.js";

export const poster = (csrf) => async (url, values) => {
  const answer = await fetch(url, {
    method: "POST", body: new URLSearchParams(values), headers: { "X-CSRFToken": csrf, Accept: "application/json" },
  });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
};
