package dev.sheaf.access;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer's key, made for a test, by the standards alone. */
public final class SigningKey {
    private final String algorithm;
    private final Key key;
    private final JsonObject published;

    private SigningKey(String algorithm, Key key, JsonObject published) {
        this.algorithm = algorithm;
        this.key = key;
        this.published = published;
    }

    public static SigningKey rsa(String id) {
        try {
            KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
            maker.initialize(2_048);
            KeyPair pair = maker.generateKeyPair();
            RSAPublicKey open = (RSAPublicKey) pair.getPublic();
            JsonObject jwk = jwk("RSA", id, "RS256")
                    .put("n", number(open.getModulus(), 256))
                    .put("e", number(open.getPublicExponent(), 3));
            return new SigningKey("RS256", pair.getPrivate(), jwk);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SigningKey ec(String id) {
        try {
            KeyPairGenerator maker = KeyPairGenerator.getInstance("EC");
            maker.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = maker.generateKeyPair();
            ECPublicKey open = (ECPublicKey) pair.getPublic();
            JsonObject jwk = jwk("EC", id, "ES256")
                    .put("crv", "P-256")
                    .put("x", number(open.getW().getAffineX(), 32))
                    .put("y", number(open.getW().getAffineY(), 32));
            return new SigningKey("ES256", pair.getPrivate(), jwk);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that signs and verifies alike. */
    static SigningKey secret(String id, String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return new SigningKey(
                "HS256",
                new SecretKeySpec(bytes, "HmacSHA256"),
                jwk("oct", id, "HS256").put("k", base64(bytes)));
    }

    private static JsonObject jwk(String type, String id, String algorithm) {
        return new JsonObject()
                .put("kty", type)
                .put("kid", id)
                .put("use", "sig")
                .put("alg", algorithm);
    }

    /** As a key set has it. */
    public JsonObject published() {
        return published.copy();
    }

    public String sign(JsonObject claims) {
        String head =
                part(new JsonObject().put("alg", algorithm).put("typ", "JWT").put("kid", published.getString("kid")));
        String text = head + "." + part(claims);
        return text + "." + base64(signature(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] text) {
        try {
            if (!(key instanceof PrivateKey own)) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                return mac.doFinal(text);
            }
            Signature signature =
                    Signature.getInstance(algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(own);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String part(JsonObject json) {
        return base64(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String number(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] plain = new byte[length];
        int count = Math.min(length, signed.length);
        System.arraycopy(signed, signed.length - count, plain, length - count, count);
        return base64(plain);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
