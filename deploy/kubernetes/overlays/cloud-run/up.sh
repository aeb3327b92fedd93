#!/bin/sh
# Puts Sheaf on Cloud Run: the tables, the service, the job, and what starts the job. Again and again does no harm.
#   PROJECT=my-project REGION=europe-west1 SERVICE_ACCOUNT=sheaf@my-project.iam.gserviceaccount.com sh up.sh
set -eu
: "${PROJECT:?}" "${REGION:?}" "${SERVICE_ACCOUNT:?}"
cd "$(dirname "$0")"

filled() {
    sed -e "s|SERVICE_ACCOUNT|$SERVICE_ACCOUNT|g" -e "s|REGION|$REGION|g" -e "s|PROJECT|$PROJECT|g" "$1"
}
run() {
    gcloud run --project "$PROJECT" --region "$REGION" "$@"
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for file in migrate tick service; do
    filled "$file.yaml" >"$scratch/$file.yaml"
done

run jobs replace "$scratch/migrate.yaml"
run jobs execute sheaf-migrate --wait
run services replace "$scratch/service.yaml"
run jobs replace "$scratch/tick.yaml"

scheduler() {
    gcloud scheduler jobs "$1" http sheaf-tick --project "$PROJECT" --location "$REGION" \
        --schedule '*/2 * * * *' --attempt-deadline 60s --max-retry-attempts 0 --http-method POST \
        --uri "https://run.googleapis.com/v2/projects/$PROJECT/locations/$REGION/jobs/sheaf-tick:run" \
        --oauth-service-account-email "$SERVICE_ACCOUNT"
}
scheduler update || scheduler create
