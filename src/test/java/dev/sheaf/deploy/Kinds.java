package dev.sheaf.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.knative.sources.v1.PingSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads manifests with the model classes of those who apply them, and those for which there are none against a schema.
 * The classes keep what they do not know in a place of its own, which has to be empty.
 */
final class Kinds {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().findAndAddModules().build();

    private static final Map<String, Class<?>> CLASSES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("serving.knative.dev/v1/Service", io.fabric8.knative.serving.v1.Service.class),
            Map.entry("sources.knative.dev/v1/PingSource", PingSource.class));

    private static final List<String> BY_SCHEMA = List.of(
            "keda.sh/v1alpha1/ScaledObject",
            "keda.sh/v1alpha1/ScaledJob",
            "keda.sh/v1alpha1/TriggerAuthentication",
            "run.googleapis.com/v1/Job",
            "kustomize.config.k8s.io/v1beta1/Kustomization");

    private static final ObjectNode SCHEMA =
            (ObjectNode) Documents.of(Path.of("src/test/resources/deploy/kinds.schema.yaml"))
                    .get(0)
                    .content();

    private Kinds() {}

    /** What of it is not known, or not as it has to be; empty where all is well. */
    static List<String> wrong(JsonNode content) {
        String version = content.path("apiVersion").asText();
        String kind = content.path("kind").asText();
        String name = version + "/" + kind;
        Class<?> model = CLASSES.get(name);
        if (model != null) {
            return wrong(content, model);
        }
        return BY_SCHEMA.contains(name) ? bySchema(content, kind) : List.of("no kind that is known: " + name);
    }

    private static List<String> wrong(JsonNode content, Class<?> model) {
        List<String> wrong = new ArrayList<>();
        try {
            addUnknown(MAPPER.convertValue(content, model), "", wrong);
        } catch (IllegalArgumentException unfit) {
            wrong.add(String.valueOf(unfit.getMessage()));
        }
        return wrong;
    }

    private static List<String> bySchema(JsonNode content, String kind) {
        ObjectNode whole = SCHEMA.deepCopy();
        whole.put("$ref", "#/$defs/" + kind);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
        List<String> wrong = new ArrayList<>();
        schema.validate(content).forEach(error -> wrong.add(error.toString()));
        JsonNode target = content.at("/spec/jobTargetRef");
        if (target.isObject()) {
            wrong.addAll(wrong(target, JobSpec.class));
        }
        JsonNode behavior = content.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior");
        if (behavior.isObject()) {
            wrong.addAll(wrong(behavior, HorizontalPodAutoscalerBehavior.class));
        }
        content.at("/spec/template/spec/template/spec/containers")
                .forEach(container -> wrong.addAll(wrong(container, Container.class)));
        return wrong;
    }

    private static void addUnknown(Object read, String path, List<String> unknown) {
        if (read instanceof List<?> list) {
            list.forEach(one -> addUnknown(one, path + "[]", unknown));
        } else if (read instanceof Map<?, ?> map) {
            map.forEach((name, one) -> addUnknown(one, path + "." + name, unknown));
        } else if (read != null && read.getClass().getName().startsWith("io.fabric8.")) {
            for (Class<?> type = read.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    addUnknown(read, field, path, unknown);
                }
            }
        }
    }

    private static void addUnknown(Object read, Field field, String path, List<String> unknown) {
        if (Modifier.isStatic(field.getModifiers()) || read instanceof Enum) {
            return;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(read);
            if (field.getName().equals("additionalProperties")) {
                ((Map<?, ?>) value).keySet().forEach(name -> unknown.add(path + "." + name));
            } else {
                addUnknown(value, path + "." + field.getName(), unknown);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
