/** Our own HTTP API. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Sheaf",
                        version = "1",
                        description = "Many small classification and extraction questions, few model calls.",
                        license = @License(name = "Apache-2.0", identifier = "Apache-2.0")),
        tags = {
            @Tag(name = ApiDocument.TASKS, description = "What is asked of items, in immutable versions."),
            @Tag(name = ApiDocument.ANSWERS, description = "Items in, answers out, while the caller waits."),
            @Tag(name = ApiDocument.JOBS, description = "Files of any size, through the provider's batches."),
            @Tag(name = ApiDocument.AUDITS, description = "How far packing changes a task's answers."),
            @Tag(name = ApiDocument.COSTS, description = "What it costs, what it would have cost, and what it may."),
            @Tag(name = ApiDocument.KEYS, description = "Who may do what."),
            @Tag(name = ApiDocument.EVENTS, description = "What wakes the service.")
        },
        security = @SecurityRequirement(name = ApiDocument.BEARER),
        components =
                @Components(
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = ApiDocument.BEARER,
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description = "A key of the service; needed as soon as it has one."),
                        responses = {
                            @APIResponse(
                                    name = ApiDocument.PROBLEM,
                                    description = "What went wrong",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = ApiDocument.LATER,
                                    description = "Nothing of the request was taken in; it is worth trying again",
                                    headers =
                                            @Header(
                                                    name = "Retry-After",
                                                    description = "Seconds to wait.",
                                                    schema = @Schema(type = SchemaType.INTEGER, minimum = "1")),
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema = @Schema(implementation = Problem.class)))
                        }))
@NullMarked
package dev.sheaf.rest;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.NullMarked;
