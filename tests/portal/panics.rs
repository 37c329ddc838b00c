//! A door that panics, or takes too long, is answered calmly, with the safe headers and in the caller's face.

use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, test, web};
use orderly::platform::web::guard::{Outside, guard};

async fn panics() -> HttpResponse {
    panic!("a canary that nobody may read")
}

#[actix_web::test]
async fn a_panic_is_a_calm_500_as_page_and_as_problem() {
    let outside = Outside { base_url: "https://orders.example".into(), trusted_proxies: Vec::new(), is_trial: false };
    let app = App::new()
        .app_data(web::Data::new(outside))
        .wrap(from_fn(guard))
        .route("/boom", web::get().to(panics))
        .route("/api/v1/boom", web::get().to(panics))
        .route("/calm", web::get().to(|| async { HttpResponse::Ok().body("calm") }));
    let app = test::init_service(app).await;
    for (path, media_type) in [("/boom", "text/html; charset=utf-8"), ("/api/v1/boom", "application/problem+json")] {
        let answer = match test::try_call_service(&app, test::TestRequest::get().uri(path).to_request()).await {
            Ok(answer) => answer.into_parts().1.map_into_boxed_body(),
            Err(error) => error.error_response(),
        };
        assert_eq!(answer.status().as_u16(), 500, "{path}");
        assert_eq!(answer.headers().get("content-type").unwrap().to_str().unwrap(), media_type);
        for header in ["content-security-policy", "x-content-type-options", "strict-transport-security", "x-request-id"] {
            assert!(answer.headers().contains_key(header), "{path}: {header}");
        }
        assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains("canary") && !text.contains("panic"), "{text}");
    }
    let calm = test::call_service(&app, test::TestRequest::get().uri("/calm").to_request()).await;
    assert_eq!(calm.status().as_u16(), 200);
}
