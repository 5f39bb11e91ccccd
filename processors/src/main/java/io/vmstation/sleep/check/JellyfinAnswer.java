package io.vmstation.sleep.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Jellyfin says, as far as it matters here. Names are in Pascal case, and what is null is left
 * out.
 */
final class JellyfinAnswer {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private JellyfinAnswer() {}

    /**
     * A client that is or was there.
     *
     * @param playing absent when nothing is
     * @param pausedSince known of a paused one since Jellyfin 10.9
     */
    record Session(
            @JsonProperty("UserName") @Nullable String user,
            @JsonProperty("Client") @Nullable String client,
            @JsonProperty("DeviceName") @Nullable String device,
            @JsonProperty("NowPlayingItem") @Nullable Item playing,
            @JsonProperty("PlayState") @Nullable PlayState state,
            @JsonProperty("LastPausedDate") @Nullable String pausedSince,
            @JsonProperty("TranscodingInfo") @Nullable Map<String, Object> transcoding) {

        boolean isPaused() {
            return state != null && state.paused();
        }

        boolean isMusic() {
            return playing != null && "Audio".equals(playing.mediaType());
        }

        /** Who and where, {@code ann (Jellyfin Web on Firefox)}. */
        String who() {
            return words(user, "somebody")
                    + " ("
                    + words(client, "a client")
                    + " on "
                    + words(device, "a device")
                    + ")";
        }
    }

    /**
     * What is playing.
     *
     * @param mediaType {@code Video}, {@code Audio}
     */
    record Item(@JsonProperty("MediaType") @Nullable String mediaType) {}

    /** How it is playing. */
    record PlayState(@JsonProperty("IsPaused") boolean paused) {}

    /**
     * A scheduled task.
     *
     * @param state {@code Idle}, {@code Running}, {@code Cancelling}
     */
    record Task(
            @JsonProperty("Name") @Nullable String name,
            @JsonProperty("State") @Nullable String state) {

        /** One that is being cancelled runs until it is. */
        boolean isRunning() {
            return !"Idle".equals(state);
        }

        String title() {
            return words(name, "without a name");
        }
    }

    /** Reads the answer to {@code GET /Sessions}. */
    static List<Session> sessions(String body) throws JsonProcessingException {
        return present(MAPPER.readValue(body, new TypeReference<List<Session>>() {}));
    }

    /** Reads the answer to {@code GET /ScheduledTasks}. */
    static List<Task> tasks(String body) throws JsonProcessingException {
        return present(MAPPER.readValue(body, new TypeReference<List<Task>>() {}));
    }

    private static <T> List<T> present(@Nullable List<T> read) throws JsonProcessingException {
        if (read == null || read.stream().anyMatch(Objects::isNull)) {
            throw new JsonMappingException(null, "null where an object belongs");
        }
        return read;
    }

    private static String words(@Nullable String said, String otherwise) {
        return said == null || said.isBlank() ? otherwise : LookWords.clean(said);
    }
}
