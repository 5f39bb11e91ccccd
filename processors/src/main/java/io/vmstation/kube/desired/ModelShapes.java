package io.vmstation.kube.desired;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.AnyType;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.vmstation.kube.desired.Shape.ListOf;
import io.vmstation.kube.desired.Shape.MapOf;
import io.vmstation.kube.desired.Shape.Single;
import io.vmstation.kube.desired.Shape.Struct;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads shapes off the classes of the fabric8 model, which is generated from the API of Kubernetes.
 * Its own reading of JSON would stop at the first mistake, turn numbers into text, and tell no
 * line. Thread-safe.
 */
final class ModelShapes {
    private static final Map<Class<?>, Single> SINGLE =
            Map.ofEntries(
                    Map.entry(String.class, Single.TEXT),
                    Map.entry(MicroTime.class, Single.TEXT),
                    Map.entry(Integer.class, Single.WHOLE),
                    Map.entry(Long.class, Single.WHOLE),
                    Map.entry(Double.class, Single.NUMBER),
                    Map.entry(Boolean.class, Single.FLAG),
                    Map.entry(IntOrString.class, Single.WHOLE_OR_TEXT),
                    Map.entry(Quantity.class, Single.QUANTITY),
                    // The server judges the schemas of custom resources.
                    Map.entry(JSONSchemaProps.class, Single.ANYTHING));

    private final Map<Type, Shape> known = new ConcurrentHashMap<>();

    /** The shape of a type of the model. */
    Shape of(Type type) {
        Shape shape = known.get(type);
        if (shape == null) {
            shape = read(type);
            known.put(type, shape);
        }
        return shape;
    }

    private Shape read(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new ListOf(() -> of(arguments[0]));
            }
            return generic.getRawType() == Map.class
                    ? new MapOf(() -> of(arguments[1]))
                    : Single.ANYTHING;
        }
        if (!(type instanceof Class<?> model)) {
            return Single.ANYTHING;
        }
        if (SINGLE.containsKey(model)) {
            return SINGLE.get(model);
        }
        boolean open =
                model.isInterface()
                        || model == Object.class
                        || JsonNode.class.isAssignableFrom(model)
                        || AnyType.class.isAssignableFrom(model);
        return open ? Single.ANYTHING : struct(model);
    }

    private Shape struct(Class<?> model) {
        Map<String, Supplier<Shape>> fields = new HashMap<>();
        for (Field field : model.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null) {
                Type type = field.getGenericType();
                fields.put(property.value(), () -> of(type));
            }
        }
        String name = model.getSimpleName();
        return fields.isEmpty()
                ? Single.ANYTHING
                : new Struct(
                        name,
                        fields,
                        FieldRules.REQUIRED.getOrDefault(name, Set.of()),
                        FieldRules.WORDS.getOrDefault(name, Map.of()));
    }
}
