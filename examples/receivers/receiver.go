// Go 1.21 or newer, standard library alone.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

var seen sync.Map // yours lives in the database that the events change

func verified(h http.Header, body []byte) bool {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > 300 {
		return false
	}
	for _, secret := range strings.Split(os.Getenv("GATEPOST_SECRET"), ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(secret), "whsec_"))
		if err != nil || len(key) == 0 {
			continue
		}
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", h.Get("webhook-id"), h.Get("webhook-timestamp"), body)
		right := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for _, sent := range strings.Split(h.Get("webhook-signature"), " ") {
			if hmac.Equal([]byte(sent), []byte(right)) {
				return true
			}
		}
	}
	return false
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1_000_000))
	if err != nil || !verified(r.Header, body) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	}
	if json.Unmarshal(body, &event) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// Together with what the event does, in one transaction.
	if _, repeat := seen.LoadOrStore(event.ID, true); repeat {
		fmt.Println("repeat", event.ID)
	} else {
		fmt.Println("new", event.ID)
	}
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	http.HandleFunc("/hooks/gatepost", receive)
	fmt.Println("ready")
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
