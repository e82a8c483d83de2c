package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.Identity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key as it is offered to one server: by itself or with a site's signature. */
final class Offer implements Identity {

    private final Identity key;
    private final Optional<Certificate> certificate;
    private boolean made;
    private boolean signed;

    Offer(Identity key, Optional<Certificate> certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    Optional<Certificate> certificate() {
        return certificate;
    }

    /** Whether the server has been asked about it. */
    boolean isMade() {
        return made;
    }

    /** Whether the server wanted it and it was used. */
    boolean isSigned() {
        return signed;
    }

    @Override
    public boolean isEncrypted() {
        return key.isEncrypted();
    }

    @Override
    @SuppressWarnings("NullAway") // JSch asks without one where none is needed
    public boolean setPassphrase(byte @Nullable [] passphrase) {
        return true;
    }

    @Override
    public String getAlgName() {
        made = true;
        return certificate.map(Certificate::type).orElseGet(key::getAlgName);
    }

    @Override
    public byte @Nullable [] getPublicKeyBlob() {
        return certificate.isPresent() ? certificate.get().blob() : key.getPublicKeyBlob();
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data) {
        return getSignature(data, getAlgName());
    }

    @Override
    public byte @Nullable [] getSignature(byte[] data, String algorithm) {
        byte[] signature = key.getSignature(data, plain(algorithm));
        signed = signature != null;
        return signature;
    }

    /** A certificate is signed with as the key in it is. */
    private static String plain(String algorithm) {
        return algorithm.startsWith("sk-")
                ? algorithm.replace("-cert-v01", "")
                : algorithm.replace("-cert-v01@openssh.com", "");
    }

    @Override
    public String getName() {
        return certificate.map(signedKey -> signedKey.file().toString()).orElseGet(key::getName);
    }

    @Override
    public void clear() {}
}
