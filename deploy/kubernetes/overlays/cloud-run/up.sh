#!/bin/sh
# Puts Sheaf on Cloud Run: the secrets that are ours to make, the tables, the service, the job, and what starts the job.
# Again and again does no harm.
#   PROJECT=my-project REGION=europe-west1 SERVICE_ACCOUNT=sheaf@my-project.iam.gserviceaccount.com sh up.sh
# RECEIVERS=hooks.example.com are hosts that callers may name in callbacks (sheaf.events.callback-hosts), with commas between.
set -eu
: "${PROJECT:?}" "${REGION:?}" "${SERVICE_ACCOUNT:?}" "${RECEIVERS=}"
cd "$(dirname "$0")"

filled() {
    sed -e "s|SERVICE_ACCOUNT|$SERVICE_ACCOUNT|g" -e "s|REGION|$REGION|g" -e "s|PROJECT|$PROJECT|g" \
        -e "s|RECEIVERS|$RECEIVERS|g" "$1"
}
run() {
    gcloud run --project "$PROJECT" --region "$REGION" "$@"
}
secrets() {
    gcloud secrets --project "$PROJECT" "$@"
}
# what is piped in becomes the secret, where there is none yet
made() {
    secrets describe "$1" >/dev/null 2>&1 || secrets create "$1" --data-file=-
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for file in migrate tick service; do
    filled "$file.yaml" >"$scratch/$file.yaml"
done

printf '%s' "$(openssl rand -hex 32)" | made sheaf-admin-key
printf 'whsec_%s' "$(openssl rand -base64 32)" | made sheaf-callback-secrets
# nobody knows this one, so no webhook is taken until it gets a version with what the provider shows
printf 'whsec_%s' "$(openssl rand -base64 32)" | made sheaf-provider-secrets
for secret in database-url openai-api-key admin-key callback-secrets provider-secrets; do
    secrets add-iam-policy-binding "sheaf-$secret" --member "serviceAccount:$SERVICE_ACCOUNT" \
        --role roles/secretmanager.secretAccessor >/dev/null
done

run jobs replace "$scratch/migrate.yaml"
run jobs execute sheaf-migrate --wait
run services replace "$scratch/service.yaml"
run jobs replace "$scratch/tick.yaml"
run jobs add-iam-policy-binding sheaf-tick --member "serviceAccount:$SERVICE_ACCOUNT" --role roles/run.invoker

scheduler() {
    gcloud scheduler jobs "$1" http sheaf-tick --project "$PROJECT" --location "$REGION" \
        --schedule '*/5 * * * *' --attempt-deadline 60s --max-retry-attempts 0 --http-method POST \
        --uri "https://run.googleapis.com/v2/projects/$PROJECT/locations/$REGION/jobs/sheaf-tick:run" \
        --oauth-service-account-email "$SERVICE_ACCOUNT"
}
scheduler update || scheduler create
run services describe sheaf --format 'value(status.url)'
